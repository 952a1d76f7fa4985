// The daemon is killed again and again, at any moment, while people type and the local Slack
// misbehaves. Afterwards its store and what the local Slack saw must agree: nothing that was
// acknowledged is lost, nothing is done or told twice.
//   KILLS=50   how often; more come in chapters of 50, each in a world of its own
//   SEED=n     repeats the choices of a run, as far as the machine lets time repeat
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCertificate } from './support/certificate.mjs';
import { makeFolder, startIncidentd } from './support/incidentd.mjs';
import { compare } from './support/oracle.mjs';
import { letPeopleType, workspaceOf } from './support/people.mjs';
import { randomFrom } from './support/random.mjs';
import { startSlacksim, until } from './support/slacksim.mjs';
import { queryStore } from './support/store.mjs';

const KILLS = Number(process.env.KILLS ?? 50);
const KILLS_A_CHAPTER = 50;
const PEOPLE = 40;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

// How often what happened: shows that a run has been where it hurts.
const totals = { kills: 0, beforeConnected: 0, seenAgain: 0, lookedUp: 0 };

// A promise comes due every few seconds, so that jobs and private messages are killed as well.
const settings = {
  'severity.sev1.cadence': '8s',
  'promise.cadence_min': '1s',
  'promise.draft_before': '2s',
  'promise.call_after': '2s',
  'promise.holding_after': '2s',
};

const faults = [
  { kind: 'http_429', retry_after: 1, method: 'chat.postMessage' },
  { kind: 'http_500', method: 'chat.postMessage' },
  { kind: 'lost_answer', method: 'chat.postMessage' },
  { kind: 'no_answer', method: 'chat.postMessage', effect: true },
  { kind: 'html_200', method: 'chat.postMessage' },
  { kind: 'garbage_json', method: 'chat.update' },
  { kind: 'http_500', method: 'conversations.history' },
  { kind: 'duplicate_envelopes', same_id: true },
  { kind: 'duplicate_envelopes', same_id: false },
  { kind: 'disconnect', reason: 'refresh_requested' },
  { kind: 'drop_tcp' },
  { kind: 'rst_tcp' },
  { kind: 'fragment', size: 9 },
  { kind: 'handshake_refuse' },
];

// So that many a kill comes between a post and its answer.
const slowPosts = { kind: 'delay', ms: 100, method: 'chat.postMessage', times: -1 };

async function openWorld() {
  const folder = await makeFolder();
  const { cert, key } = await makeCertificate(folder.path);
  const file = `${folder.path}/workspace.json`;
  await writeFile(file, JSON.stringify(workspaceOf(PEOPLE)));
  const slack = await startSlacksim('--cert', cert, '--key', key, '--workspace', file);
  await slack.control('config', { rate_limits: false, time_factor: 20, replay_unacked: true });
  const start = () => startIncidentd(slack, folder, { ...settings, 'slack.ca_file': cert });
  return { folder, slack, start, store: `${folder.path}/incidentd.db` };
}

// Two incidents that people can type about before the first kill.
async function declareTwo(world) {
  const daemon = world.start();
  await daemon.connected();
  const names = [];
  for (const line of ['declare sev1 the loud one', 'declare sev3 the quiet one']) {
    const { response } = await world.slack.command('person0', line);
    names.push(response.text.match(/INC-[\d-]+/)[0]);
  }
  await daemon.stop();
  return names;
}

// The moments to count from; what does not happen soon is not waited for.
const moments = {
  started: () => pause(0),
  connected: (daemon) => daemon.connected(),
  typed: async (daemon, people) => {
    await daemon.connected();
    await people.next();
  },
  told: async (daemon) => {
    await daemon.connected();
    await until(() => daemon.count('>delivered ') > 0, 'a delivery', 3000).catch(() => {});
  },
};

async function killOnce(world, people, random) {
  if (random.below(2) === 0) await world.slack.control('fault', random.pick(faults));
  const moment = random.weighted({ started: 4, connected: 2, typed: 3, told: 2 });
  const daemon = world.start();
  await moments[moment](daemon, people);
  await pause(random.below(200));
  await daemon.kill();
  assert.equal(await daemon.ended, 'SIGKILL', `it died by itself:\n${daemon.log()}`);
  totals.kills++;
  totals.beforeConnected += daemon.count('>connected ') ? 0 : 1;
  totals.seenAgain += daemon.count('result=seen');
  totals.lookedUp += daemon.count('>found_delivered ') + daemon.count('not found yet');
}

// Nothing waits in the outbox any more, and no envelope for its acknowledgement.
async function comeToRest(world) {
  const waiting = "SELECT id FROM outbox WHERE state IN ('ready', 'started', 'answered')";
  const isQuiet = async () => (await queryStore(world.store, waiting)).length === 0;
  await pause(2000); // what was not acknowledged comes again
  await until(isQuiet, 'an empty outbox', 120_000);
}

async function playChapter(chapter, kills) {
  const random = randomFrom(seed + chapter);
  const world = await openWorld();
  const incidents = await declareTwo(world);
  await world.slack.control('fault', slowPosts);
  const people = letPeopleType(world.slack, random, PEOPLE, incidents);
  for (let i = 0; i < kills; i++) await killOnce(world, people, random);
  await people.stop();
  await world.slack.control('fault', { kind: 'clear' });
  const daemon = world.start();
  await daemon.connected();
  await world.slack.command('person0', `resolve ${incidents[0]} the storm is over`);
  await comeToRest(world);
  await daemon.stop();
  const result = await compare(world.slack, world.store, people.typed);
  await world.slack.stop();
  if (result.faults.length === 0) await world.folder.remove();
  assert.deepEqual(result.faults, [], `seed ${seed}, chapter ${chapter}; see ${world.folder.path}`);
  return result.totals;
}

after(() => console.log(`crash: seed ${seed}, ${JSON.stringify(totals)}`));

for (let chapter = 0; chapter * KILLS_A_CHAPTER < KILLS; chapter++) {
  const kills = Math.min(KILLS_A_CHAPTER, KILLS - chapter * KILLS_A_CHAPTER);
  test(`killed ${kills} times, it has lost and doubled nothing (${chapter + 1})`, async () => {
    const played = await playChapter(chapter, kills);
    for (const [name, value] of Object.entries(played)) totals[name] = (totals[name] ?? 0) + value;
  });
}

test('killed while it makes its store, it can use what is there the next time', async () => {
  const random = randomFrom(seed);
  const slack = await startSlacksim();
  for (let i = 0; i < 10; i++) {
    const folder = await makeFolder();
    const killed = startIncidentd(slack, folder);
    await until(() => existsSync(`${folder.path}/incidentd.db`), 'the file');
    await pause(random.below(20));
    await killed.kill();
    const daemon = startIncidentd(slack, folder);
    await daemon.connected();
    await daemon.stop();
    await folder.remove();
  }
  await slack.stop();
});
