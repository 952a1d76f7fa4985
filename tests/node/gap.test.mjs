// Times without Slack: the built daemon against the local Slack, with the link cut.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from './support/slacksim.mjs';
import { newWorld } from './support/world.mjs';

// What is shorter is no gap worth reading.
const gap_ms = 12_000;

const settings = { 'gap.tell_after': '10s', 'socket.backoff_max': '1s' };

async function newIncident(t) {
  const it = await newWorld(t, settings);
  await it.daemon.connected();
  await it.type('alice', 'declare sev1 checkout is down');
  const card = await it.sees('INCIDENT DECLARED');
  it.say = (user, text) =>
    it.slack.control('message', { channel: 'incidents', user, text, thread_ts: card.ts });
  return it;
}

async function cutLink(it) {
  const refused = { kind: 'error', method: 'apps.connections.open', error: 'internal_error' };
  await it.slack.control('fault', { ...refused, times: -1 });
  await it.slack.control('fault', { kind: 'drop_tcp' });
}

async function mendLink(it) {
  const before = it.daemon.count('>connected ');
  await it.slack.control('fault', { kind: 'clear' });
  await it.daemon.connected(before + 1);
}

test('a live pin is on the timeline', async (t) => {
  const it = await newIncident(t);
  const { ts } = await it.say('bob', 'a bad migration');
  await it.slack.control('pin', { channel: 'incidents', user: 'carol', ts });
  const line = await until(async () => {
    const { response } = await it.type('alice', 'timeline');
    return response?.text.match(/.*a bad migration.*/)?.[0];
  }, 'the pin');
  assert.match(line, /a bad migration \(pinned by <@U0CAROL>\) – <@U0BOB>/);
});

test('mentions and pins of a cut link are recovered, and the thread is told', async (t) => {
  const it = await newIncident(t);
  await cutLink(it);
  await it.say('bob', '@incidentd update we rolled back');
  const { ts } = await it.say('bob', 'a bad migration');
  await it.slack.control('pin', { channel: 'incidents', user: 'carol', ts });
  await pause(gap_ms);
  assert.equal((await it.find('UPDATE [')).length, 0);
  await mendLink(it);
  const line = await it.sees('I was not connected to Slack from');
  assert.match(line.text, /2 messages, 1 command in mentions done now, 1 pin put on the timeline\./);
  assert.match(line.text, /Commands typed with \/incident in that time were lost/);
  assert.equal((await it.find('we rolled back')).length, 1);
  const { response } = await it.type('alice', 'timeline');
  assert.match(response.text, /a bad migration/);
  const lists = (await it.slack.journal('api')).filter(({ method }) => method === 'pins.list');
  assert.deepEqual(lists.map(({ error, args }) => [error, args.channel]), [[undefined, 'C0INCIDENTS']]);
});

test('what was said while the process was dead is found by the next one', async (t) => {
  const it = await newIncident(t);
  await it.daemon.kill();
  await it.say('bob', '@incidentd note the pods restarted');
  await pause(gap_ms);
  await it.restart();
  await it.sees('I was not connected to Slack from');
  const { response } = await it.type('alice', 'timeline');
  assert.match(response.text, /the pods restarted/);
});

test('when Slack was away what was queued is told in order, and then the gap', async (t) => {
  const it = await newIncident(t);
  const busy = { kind: 'http_429', retry_after: 1, method: 'chat.postMessage', times: -1 };
  await it.slack.control('fault', busy);
  for (const word of ['first', 'second', 'third']) await it.type('bob', `update the ${word} try`);
  await cutLink(it);
  await pause(gap_ms);
  await mendLink(it);
  await it.sees('I was not connected to Slack from');
  const told = (await it.messages()).filter(({ ts, thread_ts: thread }) => thread && thread !== ts);
  assert.deepEqual(
    told.flatMap(({ text }) => text.match(/the (\w+) try|not connected/)?.[0] ?? []),
    ['the first try', 'the second try', 'the third try', 'not connected'],
  );
});
