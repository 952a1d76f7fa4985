// An incident with a channel of its own: the real daemon creates it in the local Slack, works in it,
// goes back to the thread when people archive it, and archives it at the end.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { makeFolder } from './support/incidentd.mjs';
import { newWorld } from './support/world.mjs';
import { until } from './support/slacksim.mjs';

const rules = `
  title = "Channels";
  severity: {
    sev1: { own_channel = { name = "inc-{title}"; topic = "{severity} {title}";
                            purpose = "Work on {id}"; archive_after = "1s"; }; };
    sev2: { }; sev3: { }; sev4: { };
  };
  roles = ( { name = "ic"; title = "Incident commander"; } );
  links = ( { label = "Runbooks"; url = "https://runbooks.example.org/"; } );
`;

async function world(t) {
  const folder = await makeFolder();
  t.after(() => folder.remove());
  const file = `${folder.path}/channels.cfg`;
  await writeFile(file, rules);
  const it = await newWorld(t, { playbook: file });
  await it.daemon.connected();
  return it;
}

const channel = async (it, name) =>
  (await it.slack.look('state')).channels.find((one) => one.name === name);

test('an incident gets a channel, works in it, and loses nothing when it is archived by hand', async (t) => {
  const it = await world(t);
  await it.type('alice', 'declare sev1 shop is down --bridge https://meet.example.org/42');
  await it.sees('This goes on in <#');
  await it.sees('INCIDENT DECLARED', 'inc-shop-is-down');
  const own = await until(async () => {
    const one = await channel(it, 'inc-shop-is-down');
    return one?.pins.length && one.bookmarks.length === 2 && one.topic.value && one;
  }, 'the pin and both links');
  assert.equal(own.is_private, false);
  assert.equal(own.topic.value, 'SEV-1 shop is down');
  assert.match(own.purpose.value, /^Work on INC-/);
  assert.deepEqual(own.bookmarks.map((one) => one.title).sort(), ['Bridge', 'Runbooks']);
  const alice = (await it.slack.look('state')).users.find((one) => one.name === 'alice');
  await until(
    async () => (await channel(it, 'inc-shop-is-down')).members.includes(alice.id),
    'alice in it',
  );

  // A command in it needs no id, and its update stands where it was announced, too.
  await it.type('alice', 'update rolling back', 'inc-shop-is-down');
  await it.sees('rolling back', 'inc-shop-is-down');
  await it.sees('rolling back');

  const by = { user: 'alice', channel: own.id };
  await it.slack.control('channel', { ...by, do: 'rename', name: 'war-room' });
  await it.slack.control('channel', { ...by, do: 'archive' });
  const lost = await it.sees('was archived by');
  assert.ok(lost.thread_ts, 'in the thread');
  await it.type('alice', 'update still rolling back', 'incidents');
  await it.sees('still rolling back');
  await it.slack.control('channel', { ...by, do: 'unarchive' });
  await it.type('alice', 'update it works again', 'incidents');
  await it.sees('it works again', 'war-room');

  await it.type('alice', 'resolve rolled back cause: a bad release', 'war-room');
  await it.sees('a bad release', 'war-room');
  await it.sees('a bad release');
  await it.type('alice', 'close', 'war-room');
  await it.sees('I archive this channel', 'war-room');
  await until(async () => (await channel(it, 'war-room')).is_archived, 'the end of the channel');
});

test('where Slack creates none, the thread has everything and says why', async (t) => {
  const it = await world(t);
  await it.slack.control('fault', { kind: 'error', method: 'conversations.create', error: 'restricted_action' });
  await it.type('alice', 'declare sev1 shop is down');
  const said = await it.sees('I cannot create a channel for this');
  assert.ok(said.thread_ts);
  await it.type('alice', 'update rolling back');
  assert.ok((await it.sees('rolling back')).ts);
});
