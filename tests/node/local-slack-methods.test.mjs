// The local Slack's methods: the refusals that the documentation of each method names, and what no
// official client is made to ask.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { SocketModeClient } from '@slack/socket-mode';

import { startSlacksim } from './support/slacksim.mjs';

const app = (name, more = {}) => ({
  id: `A0${name.toUpperCase()}`,
  name,
  app_token: `xapp-test-${name}`,
  bot_token: `xoxb-test-${name}`,
  bot_id: `B0${name.toUpperCase()}`,
  bot_user: { id: `U0${name.toUpperCase()}`, name },
  ...more,
});

const workspace = {
  users: [
    { id: 'U0ALICE', name: 'alice' },
    { id: 'U0BOB', name: 'bob' },
    { id: 'U0GONE', name: 'gone', deleted: true },
  ],
  channels: [
    { id: 'C0GENERAL', name: 'general', is_general: true, members: ['alice', 'bob', 'loud'] },
    { id: 'C0OPS', name: 'ops', members: ['alice', 'loud'] },
    { id: 'C0OTHERS', name: 'others', members: ['alice'] },
    { id: 'C0OLD', name: 'old', members: ['alice', 'loud'], is_archived: true },
    { id: 'C0SECRET', name: 'secret', members: ['alice', 'loud'], is_private: true },
  ],
  usergroups: [{ id: 'S0OPS', handle: 'ops', users: ['alice', 'bob'] }],
  apps: [app('loud'), app('quiet', { messages_tab: false, home_tab: false })],
};

let slack;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slacksim-'));
  const file = join(folder, 'workspace.json');
  await writeFile(file, JSON.stringify(workspace));
  slack = await startSlacksim('--workspace', file);
});

after(async () => {
  await slack.stop();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  await slack.control('reset');
  await slack.control('config', { rate_limits: false });
});

// A form for the methods that only read, which take no JSON.
async function call(method, args = {}, name = 'loud') {
  const reads = /\.(list|info|members|history|replies|lookupByEmail|getPermalink)$/.test(method);
  const answer = await fetch(`${slack.api}${method}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer xoxb-test-${name}`,
      ...(!reads && { 'Content-Type': 'application/json; charset=utf-8' }),
    },
    body: reads ? new URLSearchParams(args) : JSON.stringify(args),
  });
  return answer.json();
}

async function good(method, args, name) {
  const answer = await call(method, args, name);
  assert.equal(answer.ok, true, `${method} ${JSON.stringify(args)}: ${answer.error}`);
  return answer;
}

const say = async (text = 'hi', more = {}) =>
  (await good('chat.postMessage', { channel: 'C0OPS', text, ...more })).ts;

const plain = (text) => ({ type: 'plain_text', text });
const modal = (more = {}) => ({ type: 'modal', title: plain('Title'), blocks: [], ...more });
const home = { type: 'home', blocks: [] };
const in_ops = { channel: 'C0OPS' };
const nowhere = { channel: 'C0NOWHERE' };

const refusals = {
  'conversations.create': [
    [{ name: '' }, 'invalid_name_required'],
    [{ name: 'x'.repeat(81) }, 'invalid_name_maxlength'],
    [{ name: 'a.b' }, 'invalid_name_punctuation'],
    [{ name: 'Upper' }, 'invalid_name_specials'],
    [{ name: '--' }, 'invalid_name'],
    [{ name: 'ops' }, 'name_taken'],
  ],
  'conversations.invite': [
    [{ ...nowhere, users: 'U0BOB' }, 'channel_not_found'],
    [{ ...in_ops, users: [] }, 'no_user'],
    [{ ...in_ops, users: Array(101).fill('U0BOB').join() }, 'invalid_arguments'],
    [{ ...in_ops, users: 'U0LOUD' }, 'cant_invite_self'],
    [{ ...in_ops, users: 'U0GONE' }, 'cant_invite'],
    [{ ...in_ops, users: 'U0ALICE' }, 'already_in_channel'],
    [{ channel: 'C0OLD', users: 'U0BOB' }, 'is_archived'],
  ],
  'conversations.join': [
    [nowhere, 'channel_not_found'],
    [{ channel: 'C0SECRET' }, 'method_not_supported_for_channel_type'],
    [{ channel: 'C0OLD' }, 'is_archived'],
  ],
  'conversations.kick': [
    [{ channel: 'C0OTHERS', user: 'U0ALICE' }, 'not_in_channel'],
    [{ ...in_ops, user: 'U0NOBODY' }, 'user_not_found'],
    [{ ...in_ops, user: 'U0LOUD' }, 'cant_kick_self'],
    [{ ...in_ops, user: 'U0BOB' }, 'not_in_channel'],
    [{ channel: 'C0GENERAL', user: 'U0BOB' }, 'cant_kick_from_general'],
  ],
  'conversations.leave': [
    [nowhere, 'channel_not_found'],
    [{ channel: 'C0GENERAL' }, 'cant_leave_general'],
  ],
  'conversations.setTopic': [
    [{ ...in_ops, topic: 'x'.repeat(251) }, 'too_long'],
    [{ channel: 'C0OTHERS', topic: 'x' }, 'not_in_channel'],
    [{ channel: 'C0OLD', topic: 'x' }, 'is_archived'],
  ],
  'conversations.setPurpose': [
    [{ ...in_ops, purpose: 'x'.repeat(251) }, 'too_long'],
    [{ channel: 'C0OTHERS', purpose: 'x' }, 'not_in_channel'],
  ],
  'conversations.archive': [
    [nowhere, 'channel_not_found'],
    [{ channel: 'C0OLD' }, 'already_archived'],
    [{ channel: 'C0GENERAL' }, 'cant_archive_general'],
    [{ channel: 'C0OTHERS' }, 'not_in_channel'],
  ],
  'conversations.unarchive': [
    [nowhere, 'channel_not_found'],
    [in_ops, 'not_archived'],
  ],
  'conversations.rename': [
    [{ ...in_ops, name: '' }, 'invalid_name_required'],
    [{ ...in_ops, name: 'x' }, 'not_authorized'],
  ],
  'conversations.open': [
    [{}, 'users_list_not_supplied'],
    [{ users: 'U0ALICE,U0BOB' }, 'method_not_supported_for_channel_type'],
    [{ users: 'U0QUIET' }, 'user_not_found'],
    [{ users: 'U0GONE' }, 'user_disabled'],
    [nowhere, 'channel_not_found'],
  ],
  'conversations.list': [
    [{ types: 'rooms' }, 'invalid_types'],
    [{ limit: '-1' }, 'invalid_limit'],
    [{ cursor: 'x' }, 'invalid_cursor'],
    [{ cursor: btoa('next:99') }, 'invalid_cursor'],
  ],
  'conversations.history': [
    [{ channel: 'C0OTHERS' }, 'not_in_channel'],
    [{ ...in_ops, cursor: 'x' }, 'invalid_cursor'],
  ],
  'conversations.replies': [
    [{ channel: 'C0OTHERS', ts: '1.000001' }, 'channel_not_found'],
    [{ ...in_ops, ts: '1.000001' }, 'thread_not_found'],
  ],
  'users.info': [[{ user: 'U0NOBODY' }, 'user_not_found']],
  'users.list': [[{ limit: '1001' }, 'limit_required']],
  'users.lookupByEmail': [
    [{ email: 'nobody@local.test' }, 'users_not_found'],
    [{ email: 'gone@local.test' }, 'users_not_found'],
  ],
  'usergroups.users.list': [[{ usergroup: 'S0NONE' }, 'no_such_subteam']],
  'team.info': [[{ team: 'T0OTHER' }, 'team_not_found']],
  'bots.info': [[{ bot: 'B0NONE' }, 'bot_not_found']],
  'pins.add': [
    [in_ops, 'no_item_specified'],
    [{ ...in_ops, timestamp: '17' }, 'bad_timestamp'],
    [{ ...in_ops, timestamp: '1.000001' }, 'message_not_found'],
    [{ channel: 'C0OTHERS', timestamp: '1.000001' }, 'not_in_channel'],
  ],
  'pins.list': [
    [nowhere, 'channel_not_found'],
    [{ channel: 'C0OTHERS' }, 'not_in_channel'],
  ],
  'bookmarks.add': [
    [{ channel_id: 'C0NOWHERE', title: 'x', type: 'link' }, 'channel_not_found'],
    [{ channel_id: 'C0OPS', title: 'x', type: 'file' }, 'invalid_bookmark_type'],
    [{ channel_id: 'C0OPS', title: 'x', type: 'link' }, 'invalid_link'],
    [{ channel_id: 'C0OPS', title: 'x', type: 'link', link: 'ftp://x' }, 'invalid_link'],
    [{ channel_id: 'C0OTHERS', title: 'x', type: 'link', link: 'https://x' }, 'permission_denied'],
  ],
  'bookmarks.edit': [
    [{ channel_id: 'C0OPS', bookmark_id: 'Bk1' }, 'not_found'],
    [{ channel_id: 'C0OPS', bookmark_id: 'Bk1', link: 'x' }, 'invalid_link'],
  ],
  'bookmarks.remove': [[{ channel_id: 'C0OPS', bookmark_id: 'Bk1' }, 'not_found']],
  'bookmarks.list': [[{ channel_id: 'C0NOWHERE' }, 'channel_not_found']],
  'chat.postMessage': [
    [{ ...nowhere, text: 'x' }, 'channel_not_found'],
    [{ channel: 'C0OLD', text: 'x' }, 'is_archived'],
    [{ ...in_ops, text: 'x', thread_ts: 17 }, 'invalid_arguments'],
    [{ ...in_ops, text: 'x', username: 'x' }, 'missing_scope'],
    [{ ...in_ops, markdown_text: 'x', text: 'x' }, 'markdown_text_conflict'],
    [{ ...in_ops, markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    [{ ...in_ops, text: 'x', blocks: 'no JSON' }, 'invalid_blocks_format'],
    [{ ...in_ops, text: 'x', attachments: 'no JSON' }, 'invalid_attachments'],
    [{ ...in_ops, text: 'x', attachments: Array(101).fill({}) }, 'too_many_attachments'],
    [{ ...in_ops, text: 'x', metadata: { event_type: 'x' } }, 'invalid_metadata_format'],
  ],
  'chat.update': [[{ ...in_ops, ts: '1.000001', text: 'x' }, 'message_not_found']],
  'chat.getPermalink': [
    [{ ...nowhere, message_ts: '1.000001' }, 'channel_not_found'],
    [{ ...in_ops, message_ts: '1.000001' }, 'message_not_found'],
  ],
  'chat.scheduleMessage': [
    [{ ...in_ops, text: 'x', post_at: 'soon' }, 'invalid_time'],
    [{ ...in_ops, text: 'x', post_at: 1 }, 'time_in_past'],
    [{ ...in_ops, text: 'x', post_at: 99_999_999_999 }, 'time_too_far'],
  ],
  'chat.deleteScheduledMessage': [
    [{ ...in_ops, scheduled_message_id: 'Q1' }, 'invalid_scheduled_message_id'],
  ],
  'chat.scheduledMessages.list': [[nowhere, 'invalid_channel']],
  'views.open': [
    [{ trigger_id: '1.2.3', view: 'no JSON' }, 'invalid_arguments'],
    [{ trigger_id: '1.2.3', view: home }, 'invalid_arguments'],
    [{ trigger_id: '1.2.3', view: modal({ private_metadata: 'x'.repeat(250_000) }) }, 'view_too_large'],
    [{ trigger_id: '1.2.3', view: modal() }, 'invalid_trigger_id'],
  ],
  'views.push': [[{ trigger_id: '1.2.3', view: modal() }, 'invalid_trigger_id']],
  'views.update': [[{ view_id: 'V1', view: modal() }, 'not_found']],
  'views.publish': [
    [{ user_id: 'U0NOBODY', view: home }, 'invalid_arguments'],
    [{ user_id: 'U0ALICE', view: modal() }, 'invalid_arguments'],
  ],
};

for (const [method, rows] of Object.entries(refusals))
  test(`${method} refuses as it is documented to`, async () => {
    for (const [args, error] of rows)
      assert.equal((await call(method, args)).error, error, JSON.stringify(args).slice(0, 100));
  });

test('a person is taken out of a channel, the bot leaves it, and leaving twice is said', async () => {
  await good('conversations.kick', { ...in_ops, user: 'U0ALICE' });
  assert.deepEqual((await good('conversations.members', in_ops)).members, ['U0LOUD']);
  assert.equal((await good('conversations.leave', in_ops)).not_in_channel, undefined);
  assert.equal((await good('conversations.leave', in_ops)).not_in_channel, true);
});

test('an archived channel can be opened again, and has a purpose', async () => {
  await good('conversations.unarchive', { channel: 'C0OLD' });
  await good('conversations.setPurpose', { channel: 'C0OLD', purpose: 'old things' });
  const { channel } = await good('conversations.info', { channel: 'C0OLD' });
  assert.equal(channel.is_archived, false);
  assert.equal(channel.purpose.value, 'old things');
});

test('direct messages are opened by person or by channel, and shown when that is wanted', async () => {
  const { channel } = await good('conversations.open', { users: 'U0ALICE' });
  const again = await good('conversations.open', { channel: channel.id, return_im: true });
  assert.equal(again.already_open, true);
  assert.equal(again.channel.user, 'U0ALICE');
});

test('pages of people and channels hold each of them once', async () => {
  for (const [method, member] of [['users.list', 'members'], ['conversations.list', 'channels']]) {
    const all = (await good(method))[member].map(({ id }) => id);
    const seen = [];
    let cursor = '';
    do {
      const page = await good(method, { limit: '2', ...(cursor && { cursor }) });
      seen.push(...page[member].map(({ id }) => id));
      cursor = page.response_metadata.next_cursor;
    } while (cursor);
    assert.deepEqual(seen, all, method);
  }
});

test('the people of a group are listed', async () => {
  const { users } = await good('usergroups.users.list', { usergroup: 'S0OPS' });
  assert.deepEqual(users, ['U0ALICE', 'U0BOB']);
});

test('a pin is taken back once', async () => {
  const timestamp = await say();
  await good('pins.add', { ...in_ops, timestamp });
  await good('pins.remove', { ...in_ops, timestamp });
  assert.equal((await call('pins.remove', { ...in_ops, timestamp })).error, 'no_pin');
});

test('a hundred pins and a hundred bookmarks are the most', async () => {
  const bookmark = { channel_id: 'C0OPS', title: 'x', type: 'link', link: 'https://x.test' };
  for (let i = 0; i < 100; i++) {
    await good('pins.add', { ...in_ops, timestamp: await say() });
    await good('bookmarks.add', bookmark);
  }
  const timestamp = await say();
  assert.equal((await call('pins.add', { ...in_ops, timestamp })).error, 'too_many_pins');
  assert.equal((await call('bookmarks.add', bookmark)).error, 'too_many_bookmarks');
});

test('a bookmark is changed where that is said and keeps the rest', async () => {
  const link = 'https://x.test';
  const made = await good('bookmarks.add', { channel_id: 'C0OPS', title: 'old', type: 'link', link });
  const args = { channel_id: 'C0OPS', bookmark_id: made.bookmark.id, title: 'new' };
  const { bookmark } = await good('bookmarks.edit', args);
  assert.deepEqual([bookmark.title, bookmark.link], ['new', link]);
});

test('a message bears 23 different reactions, of people and apps alike, and each by anybody', async () => {
  const ts = await say();
  const react = (reaction) =>
    slack.control('reaction', { user: 'alice', channel: 'C0OPS', ts, reaction });
  for (let i = 0; i < 23; i++) assert.equal((await react(`emoji_${i}`)).ok, true);
  assert.equal((await react('one_more')).error, 'too_many_emoji');
  assert.equal((await react('not an emoji')).error, 'invalid_name');
  const add = (name) => call('reactions.add', { ...in_ops, timestamp: ts, name });
  assert.equal((await add('one_more')).error, 'too_many_emoji');
  assert.equal((await add('emoji_0')).ok, true);
  assert.equal((await add('emoji_0')).error, 'already_reacted');
  assert.equal((await add(':x:')).error, 'invalid_name');
});

test('nobody reacts in an archived channel, or in a private one from outside', async () => {
  const ts = await say();
  const secret = (await good('chat.postMessage', { channel: 'C0SECRET', text: 'hi' })).ts;
  await good('conversations.archive', in_ops);
  const react = (user, channel, at) =>
    slack.control('reaction', { user, channel, ts: at, reaction: 'eyes' });
  assert.equal((await react('alice', 'C0OPS', ts)).error, 'is_archived');
  assert.equal((await react('bob', 'C0SECRET', secret)).error, 'message_not_found');
  assert.equal((await react('alice', 'C0SECRET', secret)).ok, true);
});

test('a message has an address, and only its author changes it', async () => {
  const ts = await say();
  const { permalink } = await good('chat.getPermalink', { ...in_ops, message_ts: ts });
  assert.equal(permalink, `${slack.url}/archives/C0OPS/p${ts.replace('.', '')}`);
  const { ts: hers } = await slack.control('message', { user: 'alice', channel: 'C0OPS', text: 'mine' });
  const refused = await call('chat.update', { ...in_ops, ts: hers, text: 'yours' });
  assert.equal(refused.error, 'cant_update_message');
});

test('an update that says nothing about text or blocks keeps both', async () => {
  const ts = await say('kept', { blocks: [{ type: 'divider' }] });
  const metadata = { event_type: 'x', event_payload: {} };
  const { message } = await good('chat.update', { ...in_ops, ts, metadata });
  assert.equal(message.text, 'kept');
  assert.equal(message.blocks.length, 1);
  assert.equal(message.metadata.event_type, 'x');
});

test('an update with an empty list of blocks takes them away and keeps the text', async () => {
  const ts = await say('kept', { blocks: [{ type: 'divider' }] });
  const { message } = await good('chat.update', { ...in_ops, ts, blocks: [] });
  assert.equal(message.text, 'kept');
  assert.equal(message.blocks, undefined);
});

test('a reply to a reply is refused', async () => {
  const reply = await say('reply', { thread_ts: await say() });
  const args = { ...in_ops, text: 'x', thread_ts: reply };
  assert.equal((await call('chat.postMessage', args)).error, 'cannot_reply_to_message');
});

test('an app without its tabs can neither write to a person nor publish a Home', async () => {
  const dm = await call('chat.postMessage', { channel: 'U0ALICE', text: 'x' }, 'quiet');
  assert.equal(dm.error, 'messages_tab_disabled');
  const tab = await call('views.publish', { user_id: 'U0ALICE', view: home }, 'quiet');
  assert.equal(tab.error, 'not_enabled');
});

test('a Home is published over an old one only by one who knows it', async () => {
  const args = { user_id: 'U0ALICE', view: { ...home, external_id: 'e' } };
  const { view } = await good('views.publish', args);
  await good('views.publish', { ...args, hash: view.hash });
  assert.equal((await call('views.publish', { ...args, hash: view.hash })).error, 'hash_conflict');
  const bobs = { ...args, user_id: 'U0BOB' };
  assert.equal((await call('views.publish', bobs)).error, 'duplicate_external_id');
});

// ---- Views, which need an app that is connected ------------------------------------------------

describe('a connected app', () => {
  let client;
  let heard;
  let answer; // to the next interaction

  beforeEach(async () => {
    heard = [];
    answer = {};
    client = new SocketModeClient({ appToken: 'xapp-test-loud', clientOptions: { slackApiUrl: slack.api } });
    client.on('interactive', async ({ ack, body }) => {
      heard.push(body);
      await ack(answer);
    });
    await client.start();
  });

  afterEach(() => client.disconnect());

  const views = async () => (await slack.look('state')).views.map(({ view }) => view);
  const button = { type: 'button', action_id: 'go', text: plain('Go'), style: 'primary' };
  const name = { type: 'plain_text_input', action_id: 'a' };
  const blocks = [
    { type: 'input', block_id: 'name', label: plain('Name'), element: name },
    { type: 'actions', block_id: 'row', elements: [button] },
  ];
  const form = modal({ submit: plain('Send'), blocks });

  async function open(view = form) {
    await slack.control('interact', { user: 'alice', type: 'shortcut', callback_id: 'x' });
    return (await good('views.open', { trigger_id: heard.at(-1).trigger_id, view })).view;
  }

  const act = (view, more) => slack.control('interact', { user: 'alice', view_id: view.id, ...more });
  const submit = (view) => act(view, { values: { name: { a: 'words' } } });

  test('pushes a view by a button of the one below, three high', async () => {
    const view = await open();
    const values = { name: { a: 'half' } };
    assert.equal((await act(view, { action_id: 'go', values })).error, null);
    const { actions, container, state } = heard.at(-1);
    assert.deepEqual([container.type, container.view_id], ['view', view.id]);
    assert.equal(actions[0].style, 'primary');
    assert.equal(state.values.name.a.value, 'half');
    const { trigger_id } = heard.at(-1);
    const pushed = await good('views.push', { trigger_id, view: form });
    assert.equal(pushed.view.previous_view_id, view.id);
    assert.equal(pushed.view.root_view_id, view.id);
    await act(pushed.view, { action_id: 'go' });
    await good('views.push', { trigger_id: heard.at(-1).trigger_id, view: form });
    await act((await views()).at(-1), { action_id: 'go' });
    const fourth = await call('views.push', { trigger_id: heard.at(-1).trigger_id, view: form });
    assert.equal(fourth.error, 'push_limit_reached');
  });

  test('updates a view under its hash, and never takes the external_id of another', async () => {
    const view = await open({ ...form, external_id: 'one' });
    const taken = { ...form, external_id: 'one' };
    await act(view, { action_id: 'go' });
    const { trigger_id } = heard.at(-1);
    assert.equal((await call('views.push', { trigger_id, view: taken })).error, 'duplicate_external_id');
    const changed = await good('views.update', { external_id: 'one', hash: view.hash, view: taken });
    assert.notEqual(changed.view.hash, view.hash);
    const late = await call('views.update', { view_id: view.id, hash: view.hash, view: taken });
    assert.equal(late.error, 'hash_conflict');
  });

  const responses = [
    [{ response_action: 'update', view: form }, null, 1],
    [{ response_action: 'push', view: form }, null, 2],
    [{ response_action: 'clear' }, null, 0],
    [{ response_action: 'errors', errors: { name: 'No.' } }, null, 1],
    [{ response_action: 'errors', errors: { row: 'No.' } }, 'invalid_response_errors', 1],
    [{ response_action: 'errors', errors: {} }, 'invalid_response_errors', 1],
    [{ response_action: 'update', view: home }, 'invalid_response_view', 1],
    [{ response_action: 'explode' }, 'invalid_response_action', 1],
  ];
  for (const [response, error, left] of responses)
    test(`answers a submission with ${JSON.stringify(response).slice(0, 60)}`, async () => {
      const view = await open();
      answer = response;
      assert.equal((await submit(view)).error, error);
      assert.equal((await views()).length, left);
    });

  test('hears of a closed view only when it asked to', async () => {
    const told = heard.length;
    await act(await open(), { type: 'view_closed' });
    assert.ok(heard.slice(told).every(({ type }) => type !== 'view_closed'));
    await act(await open({ ...form, notify_on_close: true }), { type: 'view_closed', is_cleared: true });
    assert.equal(heard.at(-1).type, 'view_closed');
    assert.equal(heard.at(-1).is_cleared, true);
    assert.equal(heard.at(-1).trigger_id, undefined);
  });

  test('does not hear what stood in the inputs of a closed view, only what they told while open', async () => {
    const name = { type: 'plain_text_input', action_id: 'a', initial_value: 'at first' };
    const view = await open({
      ...form,
      notify_on_close: true,
      blocks: [{ type: 'input', block_id: 'told', label: plain('Name'), dispatch_action: true, element: name }],
    });
    await act(view, { block_id: 'told', action_id: 'a', value: 'written' });
    assert.equal(heard.at(-1).view.state.values.told.a.value, 'written');
    await act(view, { type: 'view_closed' });
    assert.equal(heard.at(-1).type, 'view_closed');
    assert.deepEqual(heard.at(-1).view.state.values, {});
  });

  test('is asked for the options of an external select', async () => {
    const pick = { type: 'external_select', action_id: 'pick', min_query_length: 1 };
    const view = await open(modal({
      submit: plain('Send'),
      blocks: [{ type: 'input', block_id: 'b', label: plain('Pick'), element: pick }],
    }));
    answer = { options: [{ text: plain('One'), value: '1' }] };
    const asked = { type: 'block_suggestion', block_id: 'b', action_id: 'pick', value: 'o' };
    assert.equal((await act(view, asked)).response.options[0].value, '1');
    assert.equal(heard.at(-1).value, 'o');
  });

  test('gets the message with a shortcut on it', async () => {
    const ts = await say('look at this');
    const shortcut = { user: 'alice', type: 'message_action', callback_id: 'x', channel: 'C0OPS' };
    assert.equal((await slack.control('interact', { ...shortcut, message_ts: ts })).error, null);
    assert.equal(heard.at(-1).message.text, 'look at this');
    assert.equal(heard.at(-1).channel.name, 'ops');
  });

  const mistakes = [
    [{ view_id: 'V1' }, 'view_not_found'],
    [{ user: 'nobody', type: 'shortcut' }, 'user_not_found'],
    [{ type: 'shortcut', app: 'A0NONE' }, 'app_not_found'],
    [{ type: 'dance', channel: 'C0OPS' }, 'message_not_found'],
    [{ type: 'block_actions', channel: 'C0NOWHERE' }, 'channel_not_found'],
  ];
  test('hears nothing of an interaction that cannot be', async () => {
    for (const [body, error] of mistakes)
      assert.equal((await slack.control('interact', { user: 'alice', ...body })).error, error);
    const message_ts = await say();
    const dance = { user: 'alice', channel: 'C0OPS', message_ts, type: 'dance' };
    assert.equal((await slack.control('interact', dance)).error, 'unknown_type');
    const press = { ...dance, type: 'block_actions', action_id: 'go' };
    assert.equal((await slack.control('interact', press)).error, 'action_not_found');
    const view = await open();
    assert.equal((await act(view, { type: 'dance' })).error, 'unknown_type');
    assert.equal((await act(view, { action_id: 'none' })).error, 'action_not_found');
  });
});
