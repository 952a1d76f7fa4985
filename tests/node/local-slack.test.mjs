// The local Slack's own promises: retries, replays, response URLs, faults, files of people.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';

import { appToken, botToken, startSlacksim } from './support/slacksim.mjs';

let slack;
let web;
let socket;

async function start(...options) {
  slack = await startSlacksim(...options);
  web = new WebClient(botToken, { slackApiUrl: slack.api, retryConfig: { retries: 0 } });
  socket = new SocketModeClient({ appToken, clientOptions: { slackApiUrl: slack.api } });
}

beforeEach(() => start());

afterEach(async () => {
  await socket.disconnect();
  await slack.stop();
});

const command = (text) => slack.command('alice', text);

const post = (url, body) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

// Connects, acks every command and remembers its payload.
async function listen() {
  const heard = [];
  socket.on('slash_commands', async ({ ack, body, envelope_id }) => {
    heard.push({ ...body, envelope_id });
    await ack();
  });
  await socket.start();
  return heard;
}

// Acks every event of a type, also before the app is connected, and remembers it.
function hear(type) {
  const heard = [];
  socket.on(type, async ({ ack, event, retry_num }) => {
    heard.push({ ...event, retry_num });
    await ack();
  });
  return heard;
}

// Of these events, those that tell of a message that was changed or deleted.
const changes = (heard) => heard.filter(({ subtype }) => subtype?.startsWith('message_'));

test('an event for nobody is tried four times and then lost', async () => {
  await slack.control('config', { time_factor: 10_000 });
  await web.conversations.join({ channel: 'C0INCIDENTS' });
  const lost = await slack.until(async () => (await slack.journal('event_lost'))[0]);
  const attempts = (await slack.journal('envelope')).filter(({ key }) => key === lost.key);
  assert.deepEqual(
    attempts.map(({ attempt, socket: number }) => [attempt, number]),
    [0, 1, 2, 3].map((attempt) => [attempt, null]),
  );
});

test('an event that waited for a client reaches it as a retry', async () => {
  await slack.control('config', { time_factor: 60 });
  await web.conversations.join({ channel: 'C0INCIDENTS' });
  const heard = hear('member_joined_channel');
  await socket.start();
  await slack.until(() => heard.length > 0);
  assert.ok(heard[0].retry_num >= 2, 'the first attempts found no socket');
});

test('an event from a channel without the bot is not sent', async () => {
  const heard = hear('message');
  await socket.start();
  await slack.control('message', { channel: 'general', user: 'bob', text: 'not for bots' });
  await web.conversations.join({ channel: 'C0INCIDENTS' });
  await slack.control('message', { channel: 'incidents', user: 'bob', text: 'for all' });
  await slack.until(() => heard.some(({ text }) => text === 'for all'));
  assert.ok(!heard.some(({ text }) => text === 'not for bots'));
});

test('own messages come back with their metadata', async () => {
  const heard = hear('message');
  await socket.start();
  await web.conversations.join({ channel: 'C0INCIDENTS' });
  const metadata = { event_type: 'op', event_payload: { op: '1' } };
  await web.chat.postMessage({ channel: 'C0INCIDENTS', text: 'mine', metadata });
  const own = await slack.until(() => heard.find(({ text }) => text === 'mine'));
  assert.equal(own.bot_id, 'B0INCIDENTD');
  assert.deepEqual(own.metadata, metadata);
  assert.equal(own.channel_type, 'channel');
});

test('a change and a deletion are told with the message as it was before', async () => {
  const heard = hear('message');
  await socket.start();
  const channel = 'C0INCIDENTS';
  await web.conversations.join({ channel });
  const { ts } = await web.chat.postMessage({ channel, text: 'first' });
  await web.chat.update({ channel, ts, text: 'second' });
  await web.chat.delete({ channel, ts });
  await slack.until(() => changes(heard).length === 2);
  const [changed, deleted] = changes(heard);
  assert.equal(changed.message.text, 'second');
  assert.equal(changed.message.edited.user, 'U0INCIDENTD');
  assert.equal(changed.previous_message.text, 'first');
  assert.notEqual(changed.ts, ts, 'the ts is that of the event');
  assert.equal(deleted.deleted_ts, ts);
  assert.equal(deleted.hidden, true);
});

test('a deleted message with replies leaves a tombstone until the last reply goes', async () => {
  const heard = hear('message');
  await socket.start();
  const channel = 'C0INCIDENTS';
  await web.conversations.join({ channel });
  const blocks = [{ type: 'divider' }];
  const { ts } = await web.chat.postMessage({ channel, text: 'secret', blocks });
  const reply = await web.chat.postMessage({ channel, text: 'reply', thread_ts: ts });
  await web.chat.delete({ channel, ts });
  const [stone, left] = (await web.conversations.replies({ channel, ts })).messages;
  assert.equal(stone.subtype, 'tombstone');
  assert.equal(stone.reply_count, 1);
  assert.ok(!JSON.stringify(stone).includes('secret'));
  assert.equal(stone.blocks, undefined);
  assert.equal(left.text, 'reply');
  await assert.rejects(web.chat.delete({ channel, ts }), /message_not_found/);
  await web.chat.delete({ channel, ts: reply.ts });
  await assert.rejects(web.conversations.replies({ channel, ts }), /thread_not_found/);
  await slack.until(() => changes(heard).length === 3);
  assert.deepEqual(
    changes(heard).map(({ subtype, deleted_ts, message }) => [
      subtype,
      deleted_ts ?? message.subtype,
    ]),
    [
      ['message_changed', 'tombstone'],
      ['message_deleted', reply.ts],
      ['message_deleted', ts],
    ],
  );
});

test('nobody can act on a tombstone, and no response URL brings it back to life', async () => {
  const clicks = [];
  socket.on('interactive', async ({ ack, body }) => {
    clicks.push(body);
    await ack();
  });
  await socket.start();
  const channel = 'C0INCIDENTS';
  await web.conversations.join({ channel });
  const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } };
  const blocks = [{ type: 'actions', elements: [button] }];
  const { ts } = await web.chat.postMessage({ channel, text: 'root', blocks });
  await web.chat.postMessage({ channel, text: 'reply', thread_ts: ts });
  await slack.control('interact', { user: 'bob', channel, message_ts: ts, action_id: 'go' });
  await web.chat.delete({ channel, ts });
  const reaction = await slack.control('reaction', { user: 'bob', channel, ts, reaction: 'eyes' });
  assert.equal(reaction.error, 'message_not_found');
  const shortcut = { user: 'bob', type: 'message_action', callback_id: 'x', channel, message_ts: ts };
  assert.equal((await slack.control('interact', shortcut)).error, 'message_not_found');
  await post(clicks[0].response_url, { replace_original: true, text: 'alive' });
  const [stone] = (await web.conversations.replies({ channel, ts })).messages;
  assert.equal(stone.subtype, 'tombstone');
  assert.equal(stone.text, 'This message was deleted.');
});

test('what happens to a channel is told to the app', async () => {
  const seen = [];
  for (const type of [
    'channel_created',
    'channel_rename',
    'channel_archive',
    'member_joined_channel',
  ])
    socket.on(type, async ({ ack, event }) => {
      seen.push(`${type} ${event.channel.id ?? event.channel}`);
      await ack();
    });
  await socket.start();
  const { channel } = await web.conversations.create({ name: 'inc-1' });
  await web.conversations.invite({ channel: channel.id, users: 'U0BOB' });
  await web.conversations.rename({ channel: channel.id, name: 'inc-2' });
  await web.conversations.archive({ channel: channel.id });
  await slack.until(() => seen.length === 5);
  assert.deepEqual(seen.sort(), [
    `channel_archive ${channel.id}`,
    `channel_created ${channel.id}`,
    `channel_rename ${channel.id}`,
    `member_joined_channel ${channel.id}`,
    `member_joined_channel ${channel.id}`,
  ]);
});

test('a pin is told to the app with its message, and history shows it until it is taken away', async () => {
  const seen = [];
  for (const type of ['pin_added', 'pin_removed'])
    socket.on(type, async ({ ack, event }) => {
      seen.push(event);
      await ack();
    });
  await socket.start();
  const channel = 'C0INCIDENTS';
  await web.conversations.join({ channel });
  const root = await slack.control('message', { channel, user: 'alice', text: 'root' });
  const said = { channel, user: 'bob', text: 'the cause', thread_ts: root.ts };
  const { ts } = await slack.control('message', said);
  const pin = { user: 'carol', channel, ts };
  assert.equal((await slack.control('pin', pin)).ok, true);
  assert.equal((await slack.control('pin', pin)).error, 'already_pinned');
  const shown = async () => (await web.conversations.replies({ channel, ts: root.ts })).messages[1];
  assert.deepEqual((await shown()).pinned_to, [channel]);
  assert.equal((await shown()).pinned_info.pinned_by, 'U0CAROL');
  await slack.control('pin', { ...pin, remove: true });
  assert.equal((await slack.control('pin', { ...pin, remove: true })).error, 'no_pin');
  assert.equal((await shown()).pinned_to, undefined);
  await slack.until(() => seen.length === 2);
  const [added, removed] = seen;
  assert.equal(added.user, 'U0CAROL');
  assert.equal(added.channel_id, channel);
  assert.equal(added.item_user, 'U0BOB');
  assert.equal(added.pin_count, '1');
  const { type, message } = added.item;
  assert.deepEqual([type, message.ts, message.thread_ts], ['message', ts, root.ts]);
  assert.deepEqual([removed.pin_count, removed.has_pins], ['0', false]);
});

test('a duplicated envelope comes twice with one id, or with two', async () => {
  const heard = await listen();
  await slack.control('fault', { kind: 'duplicate_envelopes', same_id: true });
  await command('same');
  await slack.until(() => heard.length === 2);
  assert.equal(heard[0].envelope_id, heard[1].envelope_id);
  await slack.control('fault', { kind: 'duplicate_envelopes' });
  await command('other');
  await slack.until(() => heard.length === 4);
  assert.notEqual(heard[2].envelope_id, heard[3].envelope_id);
  assert.equal(heard[2].trigger_id, heard[3].trigger_id);
});

// Slack: sim-4
test('a command that was not acked is replayed at the next hello when that is wanted', async () => {
  await slack.control('config', { ack_deadline_ms: 30 });
  const heard = [];
  socket.on('slash_commands', async ({ ack, body }) => {
    heard.push(body.trigger_id);
    if (heard.length > 1) await ack();
  });
  await socket.start();
  assert.equal((await command('help')).error, 'operation_timeout');
  await slack.control('fault', { kind: 'replay_unacked_on_reconnect' });
  await slack.control('fault', { kind: 'drop_tcp' });
  await slack.until(() => heard.length === 2);
  assert.equal(heard[0], heard[1]);
});

// Slack: sim-10
test('a response URL posts, threads, and is used up after five times', async () => {
  const heard = await listen();
  await command('help');
  const url = heard[0].response_url;
  assert.ok(url.startsWith(`${slack.url}/commands/T0LOCAL/`));
  assert.equal((await post(url, { text: 'quiet' })).status, 200);
  assert.equal((await slack.messages()).at(-1).ephemeral_to, 'U0ALICE');
  await post(url, { text: 'loud', response_type: 'in_channel' });
  const loud = (await slack.messages()).at(-1);
  assert.equal(loud.ephemeral_to, undefined);
  await post(url, { text: 'below', response_type: 'in_channel', thread_ts: loud.ts });
  assert.equal((await slack.messages()).at(-1).thread_ts, loud.ts);
  assert.equal((await post(url, {})).status, 400, 'it says nothing');
  assert.equal((await post(url, { text: 'fifth' })).status, 200);
  const sixth = await post(url, { text: 'sixth' });
  assert.equal(sixth.status, 404);
  assert.equal(await sixth.text(), 'used_url');
  assert.equal((await post(`${url}x`, { text: 'guessed' })).status, 404);
});

// Slack: sim-10
test('a response URL dies after its time', async () => {
  await slack.control('config', { time_factor: 100_000 });
  const heard = await listen();
  await command('help');
  await slack.until(async () => {
    const answer = await post(heard[0].response_url, { text: 'late' });
    return (await answer.text()) === 'expired_url';
  });
});

test('an ephemeral card can be replaced and taken away by its response URL', async () => {
  const clicks = [];
  socket.on('interactive', async ({ ack, body }) => {
    clicks.push(body);
    await ack();
  });
  await socket.start();
  await web.conversations.join({ channel: 'C0INCIDENTS' });
  const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } };
  const { message_ts } = await web.chat.postEphemeral({
    channel: 'C0INCIDENTS',
    user: 'U0BOB',
    text: 'only you',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  const click = { user: 'bob', channel: 'incidents', message_ts, action_id: 'go' };
  const stranger = await slack.control('interact', { ...click, user: 'alice' });
  assert.equal(stranger.error, 'message_not_found');
  await slack.control('interact', click);
  assert.equal(clicks[0].container.is_ephemeral, true);
  assert.equal(clicks[0].message, undefined);
  await post(clicks[0].response_url, { replace_original: true, text: 'done' });
  const find = async () => (await slack.messages()).find(({ ts }) => ts === message_ts);
  assert.equal((await find()).text, 'done');
  assert.equal((await find()).blocks, undefined);
  await post(clicks[0].response_url, { delete_original: true });
  assert.equal((await find()).deleted, true);
});

test('events and envelopes that nobody here causes are sent by hand', async () => {
  const heard = hear('user_change');
  socket.on('slack_event', async ({ ack, type }) => {
    if (type === 'new_kind') await ack({ understood: false });
  });
  await socket.start();
  await slack.control('event', { event: { type: 'user_change', user: { id: 'U0BOB' } } });
  await slack.until(() => heard.length === 1);
  const settled = await slack.control('envelope', { type: 'new_kind', payload: { some: 'thing' } });
  assert.deepEqual(settled.response, { understood: false });
});

test('history can lag behind', async () => {
  await web.conversations.join({ channel: 'C0INCIDENTS' });
  await web.chat.postMessage({ channel: 'C0INCIDENTS', text: 'new' });
  await slack.control('fault', { kind: 'history_lag', ms: 60_000 });
  const blind = await web.conversations.history({ channel: 'C0INCIDENTS' });
  assert.equal(blind.messages.length, 0);
  const sees = await web.conversations.history({ channel: 'C0INCIDENTS' });
  assert.equal(sees.messages[0].text, 'new');
});

test('a fault for one channel leaves the other alone', async () => {
  await web.conversations.join({ channel: 'C0INCIDENTS' });
  await web.conversations.join({ channel: 'C0GENERAL' });
  await slack.control('fault', { kind: 'channel_not_found', channel: 'incidents' });
  await assert.rejects(
    web.chat.postMessage({ channel: 'C0INCIDENTS', text: 'x' }),
    /channel_not_found/,
  );
  await web.chat.postMessage({ channel: 'C0GENERAL', text: 'x' });
  await slack.control('fault', { kind: 'archive', channel: 'general' });
  await assert.rejects(web.chat.postMessage({ channel: 'C0GENERAL', text: 'x' }), /is_archived/);
  await slack.control('fault', { kind: 'token_revoked' });
  await assert.rejects(web.auth.test(), /token_revoked/);
});

test('the journal holds no token', async () => {
  await web.apiCall('auth.test', { token: botToken });
  await assert.rejects(web.apiCall('auth.test', { token: 'xoxb-someone-else' }));
  assert.ok(!JSON.stringify(await slack.look('log')).includes('xoxb-'));
});

test('after a reset all is as at the start and the app is still connected', async () => {
  const heard = await listen();
  await web.conversations.create({ name: 'gone' });
  await slack.control('fault', { kind: 'http_500', times: -1 });
  await slack.control('config', { ack_deadline_ms: 1 });
  await slack.control('reset');
  const state = await slack.look('state');
  assert.deepEqual(
    state.channels.map(({ name }) => name),
    ['general', 'incidents', 'security-incidents'],
  );
  assert.deepEqual(state.faults, []);
  assert.equal((await command('help')).error, null);
  assert.equal(heard.length, 1);
});

test('a private channel is unseen by those who are not in it', async () => {
  const made = await web.conversations.create({ name: 'secret', is_private: true });
  const id = made.channel.id;
  const outsider = await slack.control('message', { channel: id, user: 'bob', text: 'hi' });
  assert.equal(outsider.error, 'not_in_channel');
  await web.conversations.invite({ channel: id, users: 'U0BOB' });
  const insider = await slack.control('message', { channel: id, user: 'bob', text: 'hi' });
  assert.equal(insider.ok, true);
  await slack.control('fault', { kind: 'bot_removed', channel: id });
  await assert.rejects(web.conversations.info({ channel: id }), /channel_not_found/);
});

test('people, channels and apps come from a file', async () => {
  await slack.stop();
  const folder = await mkdtemp(join(tmpdir(), 'slacksim-'));
  const file = join(folder, 'workspace.json');
  await writeFile(
    file,
    JSON.stringify({
      users: [{ id: 'U0EVE', name: 'eve' }],
      channels: [{ id: 'C0OPS', name: 'ops', members: ['eve'], is_private: true }],
      usergroups: [{ id: 'S0OPS', handle: 'ops', users: ['eve'] }],
      apps: [
        {
          id: 'A0ONE',
          name: 'one',
          app_token: 'xapp-test-one',
          bot_token: 'xoxb-test-one',
          bot_id: 'B0ONE',
          bot_user: { id: 'U0ONE', name: 'one' },
          scopes: ['chat:write'],
          commands: ['/one'],
          shortcuts: [{ name: 'Look', callback_id: 'look', type: 'global' }],
        },
      ],
    }),
  );
  await start('--workspace', file);
  const one = new WebClient('xoxb-test-one', { slackApiUrl: slack.api });
  assert.equal((await one.auth.test()).user_id, 'U0ONE');
  await assert.rejects(one.users.list(), /missing_scope/);
  const state = await slack.look('state');
  assert.equal(state.apps[0].commands[0].command, '/one');
  assert.equal(state.apps[0].shortcuts[0].callback_id, 'look');
  assert.deepEqual(state.usergroups, [{ id: 'S0OPS', handle: 'ops', users: ['U0EVE'] }]);
  assert.equal(state.channels[0].is_private, true);
  await slack.control('reset');
  assert.equal((await one.auth.test()).user_id, 'U0ONE');
  await rm(folder, { recursive: true });
});
