// Menus, reactions, edits and private words: the built daemon against the local Slack.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './support/slacksim.mjs';
import { newWorld } from './support/world.mjs';

async function newIncident(t) {
  const it = await newWorld(t);
  await it.daemon.connected();
  await it.type('alice', 'declare sev1 checkout is down');
  const card = await it.sees('INCIDENT DECLARED');
  it.say = (user, text, more = {}) =>
    it.slack.control('message', { channel: 'incidents', user, text, thread_ts: card.ts, ...more });
  it.react = (user, ts, reaction, remove) =>
    it.slack.control('reaction', { channel: 'incidents', user, ts, reaction, remove });
  it.choose = (user, callback_id, ts) =>
    it.slack.control('interact', {
      user,
      callback_id,
      ...(ts ? { type: 'message_action', channel: 'incidents', message_ts: ts } : { type: 'shortcut' }),
    });
  it.timeline = async () => (await it.type('alice', 'timeline')).response.text;
  it.reads = (words) =>
    until(async () => (await it.timeline()).includes(words), `"${words}" on the timeline`);
  return it;
}

const message = async (it, ts) =>
  (await it.slack.messages()).find((one) => one.ts === ts && !one.ephemeral_to);

test('a pushpin notes a message, the bot shows that it saw it, and both go again', async (t) => {
  const it = await newIncident(t);
  const { ts } = await it.say('bob', 'the cause is a bad migration');
  await it.react('carol', ts, 'pushpin');
  await it.reads('the cause is a bad migration (noted by <@U0CAROL>)');
  const shown = async (users) =>
    (await message(it, ts)).reactions?.find((one) => one.name === 'pushpin')?.users.join() === users;
  await until(() => shown('U0CAROL,U0INCIDENTD'), "the bot's reaction");
  await it.react('carol', ts, 'pushpin', true);
  await until(async () => !(await it.timeline()).includes('bad migration'), 'the strike');
  await until(async () => !(await message(it, ts)).reactions, "the bot's reaction gone");
});

test('evidence has the files and the address, and follows an edit and a deletion', async (t) => {
  const it = await newIncident(t);
  const file = { name: 'locks.txt', content: 'pid 42 waits for pid 7' };
  const { ts } = await it.say('bob', 'the locks', { file });
  await it.choose('carol', 'incident_evidence', ts);
  await it.reads('Evidence: locks.txt (text/plain, 22 bytes, Slack');
  assert.match(await it.timeline(), /Evidence: the locks \(noted by <@U0CAROL>\) http.*\/archives\//);
  await it.slack.control('edit', { channel: 'incidents', user: 'bob', ts, text: 'all locks' });
  await it.reads('Evidence: all locks (noted by');
  await it.slack.control('delete', { channel: 'incidents', user: 'bob', ts });
  await it.reads('(deleted in Slack at');
});

test('an incident is declared from a message, after asking how bad it is', async (t) => {
  const it = await newIncident(t);
  const { ts } = await it.slack.control('message', {
    channel: 'general',
    user: 'bob',
    text: 'search finds nothing',
  });
  const chosen = await it.slack.control('interact', {
    user: 'carol',
    type: 'message_action',
    callback_id: 'incident_declare_from',
    channel: 'general',
    message_ts: ts,
  });
  assert.equal(chosen.error, null);
  const asked = await until(async () =>
    (await it.slack.messages('C0GENERAL')).find((one) => one.text.includes('How bad is it?')),
  );
  assert.equal(asked.ephemeral_to, 'U0CAROL');
  const button = asked.blocks
    .flatMap(({ elements = [] }) => elements)
    .find(({ value }) => value?.startsWith('declare sev2'));
  await it.slack.control('interact', {
    user: 'carol',
    channel: 'general',
    message_ts: asked.ts,
    action_id: button.action_id,
  });
  await it.sees('search finds nothing');
  const { response } = await it.type('alice', 'timeline inc 2');
  assert.match(response.text, /#\d+ .*Evidence: search finds nothing .*\/archives\/C0GENERAL\/p/);
});

test('the menu of the workspace answers whoever chose it', async (t) => {
  const it = await newIncident(t);
  assert.equal((await it.choose('dave', 'incident_declare')).error, null);
  await until(
    async () =>
      (await it.slack.messages('dave')).some(({ text }) => text.includes('How bad is it?')) ||
      (await it.slack.look('state')).views.some(({ user }) => user === 'U0DAVE'),
    'an answer',
  );
});

test('what is said to the bot alone is a command and is answered there', async (t) => {
  const it = await newIncident(t);
  await it.slack.control('message', {
    channel: 'incidentd',
    user: 'bob',
    text: 'note rolled back release 42',
  });
  const answer = await until(async () =>
    (await it.slack.messages('bob')).find(({ text }) => text.includes('on the timeline at')),
  );
  assert.equal(answer.ephemeral_to, undefined, 'it stays there');
  await it.reads('rolled back release 42');
});

test('a check mark on what somebody was asked says that it is done', async (t) => {
  const it = await newIncident(t);
  await it.type('alice', 'ask @bob check the locks in 5m');
  const asked = await it.sees(':point_right: <@U0ALICE> asks <@U0BOB>');
  await it.react('bob', asked.ts, 'white_check_mark');
  await it.sees(':white_check_mark: <@U0BOB> did #1');
});
