// The link to Slack, end to end: the daemon against a local Slack that does what the real one was
// seen to do. Each test names the rows of docs/fidelity.md that it shows.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from './support/slacksim.mjs';
import { newWorld } from './support/world.mjs';

const impatient = { 'socket.ping': '1s', 'socket.dead_after': '2s', 'slack.answer_timeout': '1s' };

// Only root may look into a process that hides its memory; to others it has none.
const descriptors = async (it) =>
  process.getuid() === 0 ? (await readdir(`/proc/${it.daemon.pid}/fd`)).length : 0;

const opens = async (it) =>
  (await it.slack.journal('api')).filter(({ method }) => method === 'apps.connections.open');

const commands = async (it) =>
  (await it.slack.journal('envelope')).filter(({ type }) => type === 'slash_commands');

// Event envelopes; the daemon's own joining made some before it was connected.
const events = async (it, after = 0) =>
  (await it.slack.journal('envelope')).filter(({ type, n }) => type === 'events_api' && n > after);

const now = async (it) => (await it.slack.journal('envelope')).at(-1)?.n ?? 0;

async function newConnectedWorld(t, settings) {
  const it = await newWorld(t, settings);
  await it.daemon.connected();
  return it;
}

async function isAnswered(it) {
  const answer = await it.type('alice', 'list');
  assert.equal(answer.error, null);
  assert.ok(answer.response.text);
}

// ---- Connecting and going ----------------------------------------------------------------------

// Slack: A01, A02, A04, B13
test('it is connected only after hello, says to whom, and goes with close code 1000', async (t) => {
  const it = await newWorld(t, {}, (slack) => slack.control('fault', { kind: 'hello_delay', ms: 3000 }));
  await until(async () => (await it.slack.look('state')).sockets.length === 1, 'the socket');
  assert.equal(it.daemon.count('>connected '), 0);
  await it.daemon.connected();
  assert.match(it.daemon.log(), />connected host=applink-1 app=A0INCIDENTD connections=1 /);
  await it.daemon.stop();
  const life = await until(async () => {
    const entries = await it.slack.journal('socket');
    return entries.at(-1).event === 'closed' && entries;
  });
  assert.deepEqual(
    life.map(({ event }) => event),
    ['open', 'hello', 'client_close', 'closed'],
  );
  assert.equal(life[2].detail, '1000');
  await it.restart();
});

// Slack: A03
test('a stop in the middle of an attempt ends it', async (t) => {
  const it = await newWorld(t, {}, (slack) =>
    slack.control('fault', { kind: 'no_answer', method: 'apps.connections.open' }),
  );
  await until(async () => (await opens(it)).length === 1, 'the question');
  await it.daemon.stop();
  assert.deepEqual(await it.slack.journal('socket'), []);
  await it.restart();
});

// Slack: A07, bug-2
test('fatal_error and internal_error at the opening are met with another attempt', async (t) => {
  const it = await newWorld(t, {}, async (slack) => {
    const fault = { kind: 'error', method: 'apps.connections.open' };
    await slack.control('fault', { ...fault, error: 'fatal_error' });
    await slack.control('fault', { ...fault, error: 'internal_error' });
  });
  await it.daemon.connected();
  assert.deepEqual(
    (await opens(it)).map(({ error }) => error),
    ['fatal_error', 'internal_error', undefined],
  );
});

// Slack: A10, bug-1
test('three handshakes refused with 409 make four questions and one socket', async (t) => {
  const it = await newWorld(t, {}, (slack) =>
    slack.control('fault', { kind: 'handshake_refuse', status: 409, times: 3 }),
  );
  await it.daemon.connected();
  assert.equal((await opens(it)).length, 4);
  await isAnswered(it);
  assert.equal((await it.slack.look('state')).sockets.length, 1);
});

// Slack: D18, bug-5
test('a disconnect before hello is survived', async (t) => {
  const it = await newWorld(t, {}, async (slack) => {
    for (const reason of ['warning', 'refresh_requested'])
      await slack.control('fault', { kind: 'disconnect', reason, before_hello: true, times: 1 });
  });
  await it.daemon.connected();
  await isAnswered(it);
  assert.equal((await opens(it)).length, 3);
});

// Slack: bug-10
test('an opening and a handshake that are never answered are given up in turn', async (t) => {
  const it = await newWorld(t, impatient, async (slack) => {
    await slack.control('fault', { kind: 'no_answer', method: 'apps.connections.open' });
    await slack.control('fault', { kind: 'handshake_silent' });
  });
  await it.daemon.connected();
  assert.equal((await opens(it)).length, 3);
});

// ---- Losing a socket ---------------------------------------------------------------------------

// Slack: D08, bug-3
test('a peer that falls silent is left once, and its descriptor is given back', async (t) => {
  const it = await newConnectedWorld(t, impatient);
  const before = await descriptors(it);
  await it.slack.control('fault', { kind: 'silence' });
  await it.slack.control('fault', { kind: 'stop_reading' });
  await it.daemon.connected(2);
  assert.equal(it.daemon.count('>disconnected '), 1);
  await until(async () => (await descriptors(it)) <= before, `${before} descriptors`);
});

// Slack: bug-4
test('a close frame that is never answered holds up nothing', async (t) => {
  const it = await newConnectedWorld(t);
  const before = await descriptors(it);
  await it.slack.control('fault', { kind: 'no_close_answer' });
  await it.slack.control('fault', {
    kind: 'disconnect',
    reason: 'refresh_requested',
    end_after_ms: 600_000,
  });
  await it.daemon.connected(2);
  await until(async () => (await it.slack.journal('socket')).some(({ event }) => event === 'client_close'));
  await isAnswered(it);
  await until(async () => (await descriptors(it)) <= before, `${before} descriptors`);
});

// Slack: D07
test('a server that answered pings and does so no more is left', async (t) => {
  const it = await newWorld(t, impatient, (slack) => slack.control('config', { ping_interval_ms: 0 }));
  await it.daemon.connected();
  await pause(3000); // longer than a silence would be borne: pings are answered
  assert.equal(it.daemon.count('>disconnected '), 0);
  await it.slack.control('fault', { kind: 'no_pong' });
  await it.daemon.connected(2);
});

// Slack: bug-7
test('ghosts are reported, and an event that one swallowed is handled when it comes again', async (t) => {
  const it = await newConnectedWorld(t);
  await it.type('alice', 'declare sev3 haunted');
  const card = await it.sees('haunted');
  await it.slack.control('config', { ack_deadline_ms: 500, time_factor: 200 });
  await it.slack.control('fault', { kind: 'ghost' });
  await it.slack.control('fault', { kind: 'disconnect', reason: 'refresh_requested' });
  await until(() => it.daemon.count('>other_connections ') === 1, 'the report of ghosts');
  const start = await now(it);
  for (let round = 0; ; round++) {
    assert.ok(round < 30, 'no event was swallowed and came again');
    const text = `@incidentd update round ${round}.`;
    const thread_ts = card.ts;
    await it.slack.control('message', { channel: 'incidents', user: 'carol', thread_ts, text });
    const all = await until(async () => {
      const sent = await events(it, start);
      const lost = await it.slack.journal('event_lost');
      const isOver = ({ key }) =>
        lost.some((entry) => entry.key === key) || sent.some((entry) => entry.key === key && entry.acked);
      return sent.length > 0 && sent.every(isOver) && sent;
    }, 'the end of every event');
    if (all.some(({ attempt, acked }) => attempt > 0 && acked)) break;
  }
  const updates = (await it.find('round ')).map(({ ts, text, blocks }) => [ts, text, blocks]);
  const rounds = updates.map((update) => JSON.stringify(update).match(/round (\d+)\./)?.[1]);
  assert.equal(new Set(rounds).size, rounds.length, 'each at most once');
});

// ---- Frames ------------------------------------------------------------------------------------

// Slack: B01, B02
test('binary, empty and broken frames are logged and change nothing', async (t) => {
  const it = await newConnectedWorld(t);
  await it.slack.control('fault', { kind: 'binary_frame' });
  await it.slack.control('fault', { kind: 'empty_frame' });
  await it.slack.control('fault', { kind: 'text_frame', text: '{"type":' });
  await isAnswered(it);
  assert.equal(it.daemon.count('>binary_frame_ignored '), 1);
  assert.equal(it.daemon.count('>malformed_frame '), 2);
  assert.equal((await opens(it)).length, 1);
});

// Slack: B09, B10
test('an envelope of 60 KB arrives whole, in one frame, in pieces and byte by byte', async (t) => {
  const it = await newConnectedWorld(t);
  const view = { id: 'V1', blocks: [], private_metadata: 'x'.repeat(60_000) };
  const payload = { type: 'block_actions', user: { id: 'U0BOB' }, actions: [], view };
  const send = () => it.slack.control('envelope', { type: 'interactive', payload });
  assert.equal((await send()).error, null);
  await it.slack.control('fault', { kind: 'fragment', size: 1000 });
  assert.equal((await send()).error, null);
  await it.slack.control('fault', { kind: 'split_bytes' });
  assert.equal((await send()).error, null);
  assert.equal((await opens(it)).length, 1);
});

// Slack: B11, C10
test('commands that come all at once are each answered and acknowledged once', async (t) => {
  const it = await newConnectedWorld(t);
  const titles = ['one', 'two', 'three', 'four', 'five'];
  const answers = await Promise.all(titles.map((title) => it.type('bob', `declare sev3 ${title}`)));
  assert.deepEqual(answers.map(({ error }) => error), titles.map(() => null));
  assert.equal(new Set(answers.map(({ response }) => response.text)).size, titles.length);
  assert.deepEqual((await commands(it)).map(({ acks }) => acks), titles.map(() => 1));
});

const nobodysEnvelopes = [
  ['a_new_kind', { some: 'thing' }],
  ['events_api', { type: 'app_rate_limited', minute_rate_limited: 1_700_000_000 }],
  ['events_api', { type: 'event_callback', event_id: 'Ev1', event: { type: 'brand_new' } }],
  ['interactive', { type: 'shortcut', callback_id: 'update', user: { id: 'U0BOB' } }],
  ['interactive', { type: 'message_action', callback_id: 'update', user: { id: 'U0BOB' } }],
  ['interactive', { type: 'view_closed', is_cleared: true, user: { id: 'U0BOB' }, view: { id: 'V1' } }],
  ['interactive', { type: 'block_suggestion', action_id: 'a', user: { id: 'U0BOB' } }],
];

// Slack: B12, E01, E05, E11
test('what incidentd has no use for is acknowledged, and that is all', async (t) => {
  const it = await newConnectedWorld(t);
  for (const [type, payload] of nobodysEnvelopes) {
    const settled = await it.slack.control('envelope', { type, payload });
    assert.equal(settled.error, null, JSON.stringify(payload));
    assert.equal(settled.response, null, JSON.stringify(payload));
  }
  await isAnswered(it);
  assert.deepEqual(await it.messages(), []);
});

const subtypes = ['bot_message', 'message_changed', 'message_deleted', 'thread_broadcast'].concat(
  ['file_share', 'channel_join', 'channel_topic', 'me_message', 'message_replied'],
);

// Slack: C18, C19, E13
test('events about messages, members and tokens are acknowledged, and that is all', async (t) => {
  const it = await newConnectedWorld(t);
  const message = { type: 'message', channel: 'C0GENERAL', user: 'U0BOB', text: '<@U0INCIDENTD> list' };
  const told = [
    ...subtypes.map((subtype) => ({ ...message, subtype, message, previous_message: message })),
    { type: 'member_joined_channel', user: 'U0INCIDENTD', channel: 'C0GENERAL' },
    { type: 'member_left_channel', user: 'U0INCIDENTD', channel: 'C0GENERAL' },
    { type: 'tokens_revoked', tokens: { bot: ['U0INCIDENTD'] } },
    { type: 'app_uninstalled' },
  ];
  await it.slack.control('fault', { kind: 'token_revoked' });
  const start = await now(it);
  for (const event of told) await it.slack.control('event', { event });
  await until(async () => {
    const sent = await events(it, start);
    return sent.length === told.length && sent.every(({ acked }) => acked);
  }, 'every acknowledgement');
  assert.deepEqual(await it.messages(), []);
});

// ---- Acknowledgements --------------------------------------------------------------------------

// Slack: C12
test('a command is acknowledged and answered although the bot token is refused', async (t) => {
  const it = await newConnectedWorld(t);
  await it.slack.control('fault', { kind: 'token_revoked' });
  const answer = await it.type('alice', 'declare sev3 nobody may post');
  assert.equal(answer.error, null);
  assert.match(answer.response.text, /INC-/);
  await until(() => it.daemon.count('>bot_token_refused ') === 1, 'the report');
  assert.deepEqual((await commands(it)).map(({ acks }) => acks), [1]);
});

// Slack: C13
test('a post that is refused after the acknowledgement brings no second one', async (t) => {
  const it = await newConnectedWorld(t);
  await it.slack.control('fault', { kind: 'error', method: 'chat.postMessage', error: 'no_text' });
  assert.equal((await it.type('alice', 'declare sev3 refused afterwards')).error, null);
  await until(() => it.daemon.count('>undelivered ') === 1, 'the refusal');
  await isAnswered(it);
  assert.deepEqual((await commands(it)).map(({ acks }) => acks), [1, 1]);
});

// Slack: C02, C20
test('a command is answered while Slack still keeps its announcement waiting', async (t) => {
  const it = await newConnectedWorld(t);
  await it.slack.control('fault', { kind: 'no_answer', method: 'chat.postMessage', times: -1 });
  const answer = await it.type('alice', 'declare sev3 slow work');
  assert.equal(answer.error, null);
  assert.match(answer.response.text, /INC-/);
  assert.deepEqual(await it.messages(), []);
});

// Slack: bug-8
test('an answer too long for an acknowledgement is given by the response URL', async (t) => {
  const it = await newConnectedWorld(t);
  await it.type('alice', 'declare sev3 much to tell');
  for (let i = 0; i < 12; i++) await it.type('bob', `note ${i} ${'words '.repeat(400)}`);
  const answer = await it.type('alice', 'timeline');
  assert.equal(answer.error, null);
  assert.equal(answer.response, null);
  const used = await until(async () => (await it.slack.journal('response_url'))[0], 'the response URL');
  assert.equal(used.status, 200);
  assert.ok(JSON.stringify(used.args).length > 20_000);
  assert.equal((await opens(it)).length, 1);
});

// ---- Deliveries that come again ----------------------------------------------------------------

// Slack: B19, bug-9
test('a mention has one effect: delivered beside its message, twice, or only as a retry', async (t) => {
  const it = await newConnectedWorld(t);
  await it.type('alice', 'declare sev3 mentioned');
  const card = await it.sees('mentioned');
  const mention = (words) =>
    it.slack.control('message', {
      channel: 'incidents',
      user: 'carol',
      thread_ts: card.ts,
      text: `@incidentd update ${words}`,
    });
  await mention('plainly said');
  await it.sees('plainly said');
  await it.slack.control('fault', { kind: 'duplicate_envelopes', same_id: true, times: 2 });
  await mention('said twice');
  await it.sees('said twice');
  await until(() => it.daemon.count('result=seen') >= 1, 'the second delivery');
  await it.daemon.stop();
  await it.slack.control('config', { time_factor: 20 });
  await mention('said to nobody');
  await it.restart();
  await it.sees('said to nobody');
  for (const words of ['plainly said', 'said twice', 'said to nobody']) {
    const updates = (await it.find(words)).filter(({ thread_ts, ts }) => thread_ts && thread_ts !== ts);
    assert.equal(updates.length, 1, words);
  }
  const acked = (await events(it)).filter((envelope) => envelope.acked);
  assert.ok(acked.some(({ acks }) => acks === 2), 'both of the doubled one');
  assert.ok(acked.some(({ attempt }) => attempt > 0), 'the retry');
});
