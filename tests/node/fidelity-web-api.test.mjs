// The Web API, end to end: the daemon against a local Slack that answers as the real one was seen
// to. Each test names the rows of docs/fidelity.md that it shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './support/slacksim.mjs';
import { newWorld } from './support/world.mjs';

const calls = async (it, method) => (await it.slack.journal('api')).filter((entry) => entry.method === method);

// Slack: F14
test('a stop does not wait for the end of a rate limit', async (t) => {
  const it = await newWorld(t);
  await it.daemon.connected();
  await it.slack.control('fault', { kind: 'http_429', retry_after: 3600, method: 'chat.postMessage' });
  await it.type('alice', 'declare sev3 limited');
  await until(() => it.daemon.count('>delivery_waits ') === 1, 'the limit');
  await it.daemon.stop();
  assert.match(it.daemon.log(), />stopped code=0/);
  await it.restart();
});

// Slack: F20, F21
test('every message has a text beside its blocks, and every ts is a text', async (t) => {
  const it = await newWorld(t);
  await it.daemon.connected();
  await it.type('alice', 'declare sev1 checkout is down');
  await it.sees('checkout is down');
  for (const text of ['update looking', 'note a note', 'comms me', 'status mitigating', 'resolve done'])
    assert.equal((await it.type('bob', text)).error, null, text);
  await it.sees('Thanks to');
  const posts = [...(await calls(it, 'chat.postMessage')), ...(await calls(it, 'chat.update'))];
  assert.ok(posts.length >= 4);
  for (const { args } of posts) {
    assert.ok(args.text, JSON.stringify(args));
    for (const name of ['ts', 'thread_ts'])
      if (name in args) assert.match(args[name], /^\d{10}\.\d{6}$/);
  }
});

// Slack: F22
test('the address of the Web API may lack its last slash', async (t) => {
  const it = await newWorld(t);
  await it.daemon.connected();
  await it.daemon.stop();
  it.slack.api = it.slack.api.replace(/\/$/, '');
  await it.restart();
  assert.equal((await it.type('alice', 'list')).error, null);
});

// Presses the button that the bot offers for a mistyped verb; the answer goes by a response URL.
async function pressOffer(it) {
  await it.type('bob', 'declare sev3 with a button');
  const answer = await it.type('bob', 'updaet pressed');
  const button = answer.response.blocks.at(-1).elements[0];
  const offer = (await it.slack.messages('general')).filter(({ text }) => text?.includes('updaet')).at(-1);
  const press = { user: 'bob', channel: 'general', message_ts: offer.ts, action_id: button.action_id };
  assert.equal((await it.slack.control('interact', press)).error, null);
}

// Slack: E16, F31
test('a response URL is tried again after an error of the server', async (t) => {
  const it = await newWorld(t);
  await it.daemon.connected();
  await it.slack.control('fault', { kind: 'http_500', method: 'response_url' });
  await pressOffer(it);
  await until(async () => (await it.slack.journal('response_url')).length === 2, 'another try');
  assert.deepEqual((await it.slack.journal('response_url')).map(({ status }) => status), [500, 200]);
});

// Slack: F31
test('a response URL that is dead is not tried again', async (t) => {
  const it = await newWorld(t);
  await it.daemon.connected();
  await it.slack.control('fault', { kind: 'http_500', status: 404, method: 'response_url', times: -1 });
  await pressOffer(it);
  await until(() => it.daemon.count('>undelivered ') === 1, 'the end of it');
  assert.equal((await it.slack.journal('response_url')).length, 1);
});
