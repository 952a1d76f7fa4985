// The official Socket Mode client against the local Slack: what its own users see.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';

import { LogLevel, SocketModeClient } from '@slack/socket-mode';

import { appToken, startSlacksim } from './support/slacksim.mjs';

let slack;
let client;

beforeEach(async () => {
  slack = await startSlacksim();
  client = new SocketModeClient({
    appToken,
    logLevel: process.env.SDK_LOG ? LogLevel.DEBUG : LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.api },
    clientPingTimeout: 300,
    serverPingTimeout: 60_000,
  });
});

afterEach(async () => {
  await client.disconnect();
  await slack.stop();
});

const command = (text) => slack.command('alice', text);

test('the client connects, hears hello and goes with a close frame', async () => {
  const authenticated = once(client, 'authenticated');
  await client.start();
  const [opened] = await authenticated;
  assert.match(opened.url, /^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
  assert.equal((await slack.look('state')).apps[0].sockets, 1);
  await client.disconnect();
  await slack.until(async () => (await slack.look('state')).apps[0].sockets === 0);
  const events = (await slack.journal('socket')).map((entry) => entry.event);
  assert.deepEqual(events, ['open', 'hello', 'client_close', 'closed']);
});

test('a slash command arrives escaped and its answer is shown to the sender alone', async () => {
  client.on('slash_commands', ({ ack, body }) => ack({ text: `heard ${body.text}` }));
  await client.start();
  const settled = await command('declare @bob in #general <now>');
  assert.equal(settled.error, null);
  assert.equal(
    settled.response.text,
    'heard declare <@U0BOB|bob> in <#C0GENERAL|general> &lt;now&gt;',
  );
  const { messages } = await slack.look('messages/incidents');
  assert.equal(messages.at(-1).ephemeral_to, 'U0ALICE');
});

// Slack: sim-4
test('a command that nobody acks ends in operation_timeout, and with no client in dispatch_failed', async () => {
  await slack.control('config', { ack_deadline_ms: 50 });
  assert.equal((await command('help')).error, 'dispatch_failed');
  client.on('slash_commands', () => {});
  await client.start();
  assert.equal((await command('help')).error, 'operation_timeout');
});

// Slack: sim-4
test('an event that is not acked comes again three times with the same event_id', async () => {
  await slack.control('config', { ack_deadline_ms: 50, time_factor: 1000 });
  const seen = [];
  client.on('app_mention', ({ body, envelope_id, retry_num, retry_reason, ack }) => {
    seen.push({ id: body.event_id, envelope_id, retry_num, retry_reason });
    if (seen.length === 4) ack();
  });
  await client.start();
  await joinIncidents();
  await slack.control('message', { channel: 'incidents', user: 'bob', text: 'hey @incidentd' });
  await slack.until(() => seen.length === 4);
  assert.deepEqual(
    seen.map(({ retry_num }) => retry_num),
    [0, 1, 2, 3],
  );
  assert.equal(new Set(seen.map(({ id }) => id)).size, 1);
  assert.equal(new Set(seen.map(({ envelope_id }) => envelope_id)).size, 4);
  assert.equal(seen[1].retry_reason, 'timeout');
});

// Slack: sim-3
test('with two clients every command goes to exactly one of them', async () => {
  const other = new SocketModeClient({ appToken, clientOptions: { slackApiUrl: slack.api } });
  const heard = { first: 0, second: 0 };
  client.on('slash_commands', ({ ack }) => (heard.first++, ack()));
  other.on('slash_commands', ({ ack }) => (heard.second++, ack()));
  await client.start();
  await other.start();
  for (let i = 0; i < 40; i++) assert.equal((await command(`${i}`)).error, null);
  assert.equal(heard.first + heard.second, 40);
  assert.ok(heard.first > 0 && heard.second > 0);
  await other.disconnect();
});

for (const reason of ['warning', 'refresh_requested', 'too_many_websockets'])
  // Slack: sim-6
  test(`a disconnect frame (${reason}) makes the client dial again`, async () => {
    client.on('slash_commands', ({ ack }) => ack());
    await client.start();
    const again = once(client, 'connected');
    await slack.control('fault', { kind: 'disconnect', reason });
    await again;
    assert.equal((await command('help')).error, null);
  });

for (const kind of ['drop_tcp', 'rst_tcp', 'close'])
  // Slack: sim-6
  test(`after ${kind} the client comes back by itself`, async () => {
    client.on('slash_commands', ({ ack }) => ack());
    await client.start();
    const again = once(client, 'connected');
    await slack.control('fault', { kind, code: 1001 });
    await again;
    assert.equal((await command('help')).error, null);
  });

test('a server that falls silent is left', async () => {
  client.on('slash_commands', ({ ack }) => ack());
  await client.start();
  const again = once(client, 'connected');
  await slack.control('fault', { kind: 'silence' });
  await again;
  await slack.until(async () => (await command('help')).error === null);
});

// Slack: sim-9
test('a refused handshake is tried again with a fresh ticket, one attempt at a time', async () => {
  await slack.control('fault', { kind: 'handshake_refuse', status: 409, times: 2 });
  await client.start();
  const opens = (await slack.journal('api')).filter((entry) => entry.method === 'apps.connections.open');
  assert.equal(opens.length, 3);
  const { sockets } = await slack.look('state');
  assert.equal(sockets.length, 1);
});

// Slack: sim-9
test('frames cut at every byte, several in one write, binary and empty ones do no harm', async () => {
  client.on('slash_commands', ({ ack, body }) => ack({ text: body.text }));
  await client.start();
  await slack.control('fault', { kind: 'split_bytes' });
  assert.equal((await command('one byte at a time')).response.text, 'one byte at a time');
  await slack.control('fault', { kind: 'binary_frame' });
  await slack.control('fault', { kind: 'empty_frame' });
  await slack.control('fault', { kind: 'fragment', size: 10 });
  assert.equal((await command('in pieces')).response.text, 'in pieces');
  await slack.control('fault', { kind: 'coalesce' });
  const both = await Promise.all([command('left'), command('right')]);
  assert.deepEqual(
    both.map((settled) => settled.response.text),
    ['left', 'right'],
  );
});

// Slack: sim-5
test('an ack of 20,480 bytes or more closes the socket with 1009', async () => {
  await slack.control('config', { ack_deadline_ms: 300 });
  client.on('slash_commands', ({ ack, body }) =>
    ack(body.text === 'long' ? { text: 'x'.repeat(20_480) } : {}),
  );
  await client.start();
  const again = once(client, 'connected');
  assert.equal((await command('long')).error, 'operation_timeout');
  await again;
  assert.ok((await slack.journal('socket')).some((entry) => entry.event === 'oversized_ack'));
  assert.equal((await command('short')).error, null);
});

// Slack: sim-8
test('the eleventh socket is told too_many_websockets', async () => {
  const others = Array.from(
    { length: 10 },
    () =>
      new SocketModeClient({
        appToken,
        clientOptions: { slackApiUrl: slack.api },
        autoReconnectEnabled: false,
      }),
  );
  await slack.control('config', { rate_limits: false });
  for (const other of others) await other.start();
  client.start().catch(() => {}); // it is sent away before its hello
  await slack.until(async () =>
    (await slack.journal('socket')).some((entry) => entry.detail === 'too_many_websockets'),
  );
  for (const other of others) await other.disconnect();
});

async function joinIncidents() {
  const answer = await fetch(`${slack.api}conversations.join`, {
    method: 'POST',
    headers: { Authorization: 'Bearer xoxb-test-token' },
    body: new URLSearchParams({ channel: 'C0INCIDENTS' }),
  });
  assert.equal((await answer.json()).ok, true);
}
