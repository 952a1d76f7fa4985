// The official Web API client against the local Slack: answers, errors, limits and pages.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { ErrorCode, LogLevel, WebClient } from '@slack/web-api';

import { botToken, startSlacksim } from './support/slacksim.mjs';

let slack;

before(async () => {
  slack = await startSlacksim();
});

beforeEach(async () => {
  await slack.control('reset');
});

after(async () => {
  await slack.stop();
});

const client = (options = {}) =>
  new WebClient(botToken, {
    slackApiUrl: slack.api,
    logLevel: process.env.SDK_LOG ? LogLevel.DEBUG : LogLevel.ERROR,
    retryConfig: { retries: 0 },
    ...options,
  });

const channel = 'C0INCIDENTS';

// What a refused call throws.
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call was not refused');
}

const codeOf = async (promise) => (await refusal(promise)).data.error;

test('auth.test says who we are and which scopes we have', async () => {
  const me = await client().auth.test();
  assert.equal(me.user_id, 'U0INCIDENTD');
  assert.equal(me.bot_id, 'B0INCIDENTD');
  assert.equal(me.team_id, 'T0LOCAL');
  assert.ok(me.response_metadata.scopes.includes('chat:write'));
});

// Slack: sim-1
test('a wrong token is refused, and one of the wrong kind', async () => {
  assert.equal(await codeOf(client().auth.test({ token: 'xoxb-nobody' })), 'invalid_auth');
  assert.equal(
    await codeOf(client().auth.test({ token: 'xapp-test-token' })),
    'not_allowed_token_type',
  );
  assert.equal(await codeOf(client().apiCall('no.such')), 'unknown_method');
});

test('a message is posted, read back, changed and deleted', async () => {
  const web = client();
  assert.equal(await codeOf(web.chat.postMessage({ channel, text: 'hi' })), 'not_in_channel');
  await web.conversations.join({ channel });
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*hi*' } }];
  const posted = await web.chat.postMessage({ channel, text: 'a < b & c', blocks });
  assert.equal(posted.message.text, 'a &lt; b &amp; c');
  assert.ok(posted.message.blocks[0].block_id);
  const changed = await web.chat.update({ channel, ts: posted.ts, text: 'plain' });
  assert.equal(changed.message.blocks, undefined, 'text alone takes the blocks away');
  await web.chat.delete({ channel, ts: posted.ts });
  const { messages } = await web.conversations.history({ channel });
  assert.ok(!messages.some(({ ts }) => ts === posted.ts));
  assert.equal(await codeOf(web.chat.delete({ channel, ts: posted.ts })), 'message_not_found');
});

// Slack: F29
test('metadata comes back whole only when all of it is asked for', async () => {
  const web = client();
  await web.conversations.join({ channel });
  const metadata = { event_type: 'op', event_payload: { op: '1' } };
  await web.chat.postMessage({ channel, text: 'hi', metadata });
  const plain = await web.conversations.history({ channel, limit: 1 });
  assert.deepEqual(plain.messages[0].metadata, { event_type: 'op' });
  const all = await web.conversations.history({ channel, limit: 1, include_all_metadata: true });
  assert.deepEqual(all.messages[0].metadata, metadata);
  const large = { event_type: 'op', event_payload: { op: 'x'.repeat(10_000) } };
  assert.equal(
    await codeOf(web.chat.postMessage({ channel, text: 'hi', metadata: large })),
    'metadata_too_large',
  );
});

test('replies stay in their thread, unless they are broadcast', async () => {
  const web = client();
  await web.conversations.join({ channel });
  const parent = await web.chat.postMessage({ channel, text: 'parent' });
  const thread_ts = parent.ts;
  await web.chat.postMessage({ channel, text: 'quiet', thread_ts });
  await web.chat.postMessage({ channel, text: 'loud', thread_ts, reply_broadcast: true });
  const history = await web.conversations.history({ channel, limit: 2 });
  assert.deepEqual(
    history.messages.map(({ text }) => text),
    ['loud', 'parent'],
  );
  assert.equal(history.messages[0].root.ts, thread_ts, 'a broadcast brings what it answers');
  assert.equal(history.messages[1].reply_count, 2);
  const thread = await web.conversations.replies({ channel, ts: thread_ts });
  assert.deepEqual(
    thread.messages.map(({ text }) => text),
    ['parent', 'quiet', 'loud'],
  );
  assert.equal(
    await codeOf(web.chat.postMessage({ channel, text: 'x', thread_ts: '1.000001' })),
    'cannot_reply_to_message',
  );
});

test('pages of history hold every message once', async () => {
  const web = client();
  await slack.control('config', { rate_limits: false });
  await web.conversations.join({ channel });
  for (let i = 0; i < 25; i++) await web.chat.postMessage({ channel, text: `${i}` });
  const seen = [];
  for await (const page of web.paginate('conversations.history', { channel, limit: 7 }))
    seen.push(...page.messages.map(({ text }) => text));
  assert.equal(seen.length, 26, 'and the notice that the bot has joined');
  assert.equal(new Set(seen).size, 26);
  const parent = await web.chat.postMessage({ channel, text: 'parent' });
  for (let i = 0; i < 9; i++)
    await web.chat.postMessage({ channel, text: `r${i}`, thread_ts: parent.ts });
  const replies = [];
  for await (const page of web.paginate('conversations.replies', { channel, ts: parent.ts, limit: 4 }))
    replies.push(...page.messages.map(({ text }) => text));
  assert.deepEqual(replies, ['parent', ...Array.from({ length: 9 }, (_, i) => `r${i}`)]);
  const first = await web.conversations.replies({ channel, ts: parent.ts, limit: 1 });
  assert.deepEqual(first.messages.map(({ text }) => text), ['parent'], 'no more than the limit');
  assert.equal(first.has_more, true);
});

test('broken blocks are refused with the place of each fault', async () => {
  const web = client();
  await web.conversations.join({ channel });
  const error = await refusal(
    web.chat.postMessage({
      channel,
      text: 'hi',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } },
        { type: 'actions', elements: [{ type: 'button', text: { type: 'mrkdwn', text: 'Go' } }] },
      ],
    }),
  );
  assert.equal(error.data.error, 'invalid_blocks');
  assert.deepEqual(error.data.response_metadata.messages, [
    '[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    '[ERROR] must provide a plain_text object [json-pointer:/blocks/1/elements/0/text]',
  ]);
});

test('texts too long are cut or refused', async () => {
  const web = client();
  await web.conversations.join({ channel });
  const posted = await web.chat.postMessage({ channel, text: 'ä'.repeat(40_001) });
  assert.equal(posted.message.text.length, 40_000);
  assert.ok(posted.response_metadata.warnings.includes('message_truncated'));
  assert.equal(
    await codeOf(web.chat.update({ channel, ts: posted.ts, text: 'x'.repeat(4001) })),
    'msg_too_long',
  );
  assert.equal(await codeOf(web.chat.postMessage({ channel })), 'no_text');
});

// Slack: sim-10
test('the client waits out a 429 and then succeeds', async () => {
  await slack.control('fault', { kind: 'http_429', retry_after: 1, method: 'auth.test' });
  const web = client({ retryConfig: { retries: 1 } });
  const told = new Promise((resolve) => web.on('rate_limited', resolve));
  await web.auth.test();
  assert.equal(await told, 1);
});

// Slack: sim-10
test('more than the budget of a minute is refused with the seconds to wait', async () => {
  const web = client({ rejectRateLimitedCalls: true });
  for (let i = 0; i < 20; i++) await web.conversations.list();
  const error = await refusal(web.conversations.list());
  assert.equal(error.code, ErrorCode.RateLimitedError);
  assert.ok(error.retryAfter >= 1);
  await web.conversations.info({ channel }); // another method is not concerned
});

test('a scope that was taken away is named', async () => {
  await slack.control('fault', { kind: 'remove_scope', scope: 'users:read' });
  const { data } = await refusal(client().users.list());
  assert.equal(data.error, 'missing_scope');
  assert.equal(data.needed, 'users:read');
  assert.ok(data.provided.includes('chat:write'));
});

test('answers that are no JSON, or no answer at all, are errors of transport', async () => {
  await slack.control('fault', { kind: 'http_500' });
  assert.equal((await refusal(client().auth.test())).code, ErrorCode.HTTPError);
  await slack.control('fault', { kind: 'lost_answer', method: 'chat.postMessage' });
  const web = client();
  await web.conversations.join({ channel });
  const lost = await refusal(web.chat.postMessage({ channel, text: 'sent, and nobody knows' }));
  assert.equal(lost.code, ErrorCode.RequestError);
  const { messages } = await web.conversations.history({ channel, limit: 1 });
  assert.equal(messages[0].text, 'sent, and nobody knows', 'the effect is there');
});

test('the client retries what failed on the way', async () => {
  await slack.control('fault', { kind: 'http_500', times: 2 });
  await client({ retryConfig: { retries: 3, minTimeout: 10, maxTimeout: 20 } }).auth.test();
});

test('a channel is made, filled, described, renamed and archived', async () => {
  const web = client();
  const made = await web.conversations.create({ name: 'inc-2026-11-20-db' });
  const id = made.channel.id;
  assert.equal(made.channel.is_member, true);
  assert.equal(await codeOf(web.conversations.create({ name: 'inc-2026-11-20-db' })), 'name_taken');
  assert.equal(await codeOf(web.conversations.create({ name: 'Not This' })), 'invalid_name_specials');
  await web.conversations.invite({ channel: id, users: 'U0ALICE,U0BOB' });
  const again = await refusal(web.conversations.invite({ channel: id, users: 'U0ALICE,U0NOBODY' }));
  assert.equal(again.data.error, 'already_in_channel');
  assert.deepEqual(
    again.data.errors.map(({ error, user }) => `${user} ${error}`),
    ['U0ALICE already_in_channel', 'U0NOBODY user_not_found'],
  );
  await web.conversations.setTopic({ channel: id, topic: 'sev1' });
  assert.equal(
    await codeOf(web.conversations.setTopic({ channel: id, topic: 'x'.repeat(251) })),
    'too_long',
  );
  await web.conversations.rename({ channel: id, name: 'inc-db' });
  const { channel: info } = await web.conversations.info({ channel: id });
  assert.equal(info.name, 'inc-db');
  assert.equal(info.topic.value, 'sev1');
  const { members } = await web.conversations.members({ channel: id });
  assert.deepEqual(new Set(members), new Set(['U0INCIDENTD', 'U0ALICE', 'U0BOB']));
  await web.conversations.archive({ channel: id });
  assert.equal(await codeOf(web.chat.postMessage({ channel: id, text: 'hi' })), 'is_archived');
  assert.equal(await codeOf(web.conversations.archive({ channel: id })), 'already_archived');
});

test('direct messages go by user id, and ephemeral ones only to members', async () => {
  const web = client();
  const direct = await web.chat.postMessage({ channel: 'U0ALICE', text: 'psst' });
  const opened = await web.conversations.open({ users: 'U0ALICE' });
  assert.equal(direct.channel, opened.channel.id);
  await web.conversations.join({ channel });
  await web.chat.postEphemeral({ channel, user: 'U0BOB', text: 'for bob' });
  const history = await web.conversations.history({ channel });
  assert.ok(!history.messages.some(({ text }) => text === 'for bob'));
  const made = await web.conversations.create({ name: 'lonely' });
  assert.equal(
    await codeOf(web.chat.postEphemeral({ channel: made.channel.id, user: 'U0BOB', text: 'x' })),
    'user_not_in_channel',
  );
});

test('pins, bookmarks and reactions know when they are already there', async () => {
  const web = client();
  await web.conversations.join({ channel });
  const { ts: timestamp } = await web.chat.postMessage({ channel, text: 'pin me' });
  await web.pins.add({ channel, timestamp });
  assert.equal(await codeOf(web.pins.add({ channel, timestamp })), 'already_pinned');
  assert.equal((await web.pins.list({ channel })).items.length, 1);
  await web.reactions.add({ channel, timestamp, name: 'eyes' });
  assert.equal(
    await codeOf(web.reactions.add({ channel, timestamp, name: 'eyes' })),
    'already_reacted',
  );
  await web.reactions.remove({ channel, timestamp, name: 'eyes' });
  const bookmark = { channel_id: channel, title: 'Runbook', type: 'link' };
  await web.bookmarks.add({ ...bookmark, link: 'https://runbooks.test/db' });
  assert.equal(
    await codeOf(web.bookmarks.add({ ...bookmark, link: 'runbooks' })),
    'invalid_link',
  );
  const { bookmarks } = await web.bookmarks.list({ channel_id: channel });
  assert.equal(bookmarks.length, 1);
  const gone = { channel_id: channel, bookmark_id: bookmarks[0].id };
  await web.bookmarks.remove(gone);
  assert.equal(await codeOf(web.bookmarks.remove(gone)), 'not_found');
  assert.deepEqual((await web.bookmarks.list({ channel_id: channel })).bookmarks, []);
});

test('people and groups are found', async () => {
  const web = client();
  const { user } = await web.users.lookupByEmail({ email: 'alice@local.test' });
  assert.equal(user.id, 'U0ALICE');
  assert.equal((await web.users.info({ user: 'U0BOB' })).user.name, 'bob');
  assert.equal(await codeOf(web.users.info({ user: 'U0NOBODY' })), 'user_not_found');
  const { usergroups } = await web.usergroups.list({ include_users: true });
  assert.deepEqual(usergroups[0].users, ['U0ALICE', 'U0BOB']);
  assert.equal((await web.team.info()).team.domain, 'local');
  assert.equal((await web.bots.info({ bot: 'B0INCIDENTD' })).bot.app_id, 'A0INCIDENTD');
});

test('a scheduled message is listed, taken back, or posted at its time', async () => {
  const web = client();
  await web.conversations.join({ channel });
  const now = Math.floor(Date.now() / 1000);
  await slack.control('config', { time_factor: 1000 });
  assert.equal(
    await codeOf(web.chat.scheduleMessage({ channel, text: 'late', post_at: now - 5 })),
    'time_in_past',
  );
  const later = await web.chat.scheduleMessage({ channel, text: 'never', post_at: now + 86_400 });
  const { scheduled_message_id } = later;
  assert.equal((await web.chat.scheduledMessages.list()).scheduled_messages.length, 1);
  await web.chat.deleteScheduledMessage({ channel, scheduled_message_id });
  await web.chat.scheduleMessage({ channel, text: 'soon', post_at: now + 30 });
  await slack.until(async () => {
    const { messages } = await slack.look('messages/incidents');
    return messages.some(({ text }) => text === 'soon');
  });
});

test('no more than 30 messages are scheduled for any five minutes of a channel', async () => {
  const web = client();
  await slack.control('config', { rate_limits: false });
  await web.conversations.join({ channel });
  await web.conversations.join({ channel: 'C0GENERAL' });
  const at = Math.floor(Date.now() / 1000) + 86_400;
  const put = (post_at, where = channel) =>
    web.chat.scheduleMessage({ channel: where, text: 'later', post_at });
  for (let i = 0; i < 30; i++) await put(at + i * 10);
  assert.equal(await codeOf(put(at + 150)), 'restricted_too_many');
  assert.equal(await codeOf(put(at - 9)), 'restricted_too_many');
  await put(at - 10);
  await put(at + 150, 'C0GENERAL');
});
