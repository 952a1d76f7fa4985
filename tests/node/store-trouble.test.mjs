// A store that cannot be used, or not any more: refused at the start with a sentence and exit 74, or
// survived without losing what was acknowledged.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { after, before, beforeEach, describe, test } from 'node:test';
import { makeFolder, startIncidentd } from './support/incidentd.mjs';
import { randomFrom } from './support/random.mjs';
import { startSlacksim, until } from './support/slacksim.mjs';
import { changeStore, queryStore } from './support/store.mjs';

const EXIT_STORE = 74;
let folder;
let slack;
let store;

before(async () => {
  slack = await startSlacksim();
});

after(async () => {
  await slack.stop();
});

beforeEach(async () => {
  folder = await makeFolder();
  store = `${folder.path}/incidentd.db`;
  await slack.control('reset');
});

const notes = async (file = store) =>
  (await queryStore(file, "SELECT text FROM timeline WHERE kind = 'note'")).map(({ text }) => text);

async function connect(place = folder, wrapper = []) {
  const daemon = startIncidentd(slack, place, {}, {}, wrapper);
  await daemon.connected();
  return daemon;
}

// A store with an incident in it, closed cleanly or left behind by a kill.
async function leaveStore(end) {
  const daemon = await connect();
  await slack.command('alice', 'declare sev3 the disk is strange');
  for (let i = 0; i < 20; i++) {
    const { error } = await slack.command('alice', `note number ${i}`);
    assert.equal(error, null);
  }
  await daemon[end]();
}

async function assertRefused(sentence, wrapper = []) {
  const daemon = startIncidentd(slack, folder, {}, {}, wrapper);
  assert.equal(await daemon.ended, EXIT_STORE, daemon.log());
  assert.match(daemon.log(), sentence);
  assert.ok(daemon.log().includes(store), `it names the file: ${daemon.log()}`);
  await folder.remove();
}

// Root may write everything; without these capabilities it is held to modes like anybody.
const heldToModes =
  process.getuid() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];

describe('at the start', () => {
  test('a file that may not be written is refused', async () => {
    await leaveStore('stop');
    chmodSync(store, 0o444);
    await assertRefused(/readonly|read-only/, heldToModes);
  });

  test('a folder that may not be written is refused', async () => {
    await leaveStore('stop');
    chmodSync(folder.path, 0o555);
    await assertRefused(/unable to open database file|readonly/, heldToModes);
  });

  test('a file that is no database is refused', async () => {
    await leaveStore('stop');
    const file = await open(store, 'r+');
    await file.write('Nothing to see', 0);
    await file.close();
    await assertRefused(/not a database/);
  });

  test('a store cut in half is refused', async () => {
    await leaveStore('stop');
    truncateSync(store, Math.floor(statSync(store).size / 2));
    await assertRefused(/malformed/);
  });

  test('a store that another incidentd uses is refused, and is free when that one was killed', async () => {
    const first = await connect();
    const second = startIncidentd(slack, folder);
    assert.equal(await second.ended, EXIT_STORE, second.log());
    assert.match(second.log(), /another incidentd uses this store; end that one first/);
    await first.kill();
    const third = await connect();
    await third.stop();
    await folder.remove();
  });

  test('a store of a newer version is refused with both versions and what to do', async () => {
    await leaveStore('stop');
    await changeStore(store, "UPDATE fact SET value = 99 WHERE name = 'schema'");
    await assertRefused(/of version 99 and this incidentd knows \d+: run the newer incidentd/);
  });

  test('a store with flipped bytes is refused or works, and crashes nothing', async () => {
    await leaveStore('stop');
    const random = randomFrom(1);
    const whole = await readFile(store);
    for (let round = 0; round < 12; round++) {
      const damaged = Buffer.from(whole);
      for (let i = 0; i < 40; i++) damaged[random.below(damaged.length)] ^= 1 << random.below(8);
      writeFileSync(store, damaged);
      const daemon = startIncidentd(slack, folder);
      await until(() => daemon.count('>connected ') || daemon.exited(), 'a connection or an end');
      if (!daemon.exited()) {
        await slack.command('alice', 'list all');
        await slack.command('alice', 'note one more');
      }
      if (!daemon.exited()) daemon.terminate();
      const code = await daemon.ended;
      assert.ok([0, EXIT_STORE].includes(code), `round ${round}: ${code}\n${daemon.log()}`);
      if (code === EXIT_STORE) assert.match(daemon.log(), /malformed|not a database|corrupt/);
      await rm(`${store}-wal`, { force: true });
      await rm(`${store}-shm`, { force: true });
    }
    await folder.remove();
  });

  test('what a killed process left in its write-ahead log is all there', async () => {
    await leaveStore('kill');
    assert.ok(statSync(`${store}-wal`).size > 0, 'there is a log');
    const moved = await makeFolder();
    for (const end of ['', '-wal'])
      copyFileSync(`${store}${end}`, `${moved.path}/incidentd.db${end}`);
    const daemon = await connect(moved);
    assert.equal((await slack.command('alice', 'note after the kill')).error, null);
    await daemon.stop();
    assert.ok(!existsSync(`${moved.path}/incidentd.db-wal`), 'a clean end leaves none');
    assert.equal((await notes(`${moved.path}/incidentd.db`)).length, 21);
    await moved.remove();
    await folder.remove();
  });
});

// Types notes until one is not acknowledged, while the store has no room; → the acknowledged ones
async function typeUntilRefused() {
  const acked = [];
  for (let i = 0; i < 400; i++) {
    const text = `note ${i} ${'x'.repeat(500)}`;
    const { error } = await slack.command('alice', text);
    if (error !== null) return acked;
    acked.push(text.replace('note ', ''));
  }
  throw new Error('there was room for everything');
}

// What must be so when the store had no room, and has it again.
async function assertSurvived(daemon, makeRoom) {
  const { error } = await slack.command('alice', 'declare sev3 the disk fills');
  assert.equal(error, null);
  const acked = await typeUntilRefused();
  assert.match(daemon.log(), /store_failed.*result=io/);
  const told = (await slack.messages('incidents')).filter(
    ({ ephemeral_to: to }) => to === 'U0ALICE',
  );
  assert.ok(
    told.some(({ text }) => text.includes(`note ${acked.length} `)),
    'it is handed back',
  );
  await makeRoom();
  await until(async () => (await slack.command('bob', 'note there is room again')).error === null);
  await daemon.stop();
  const kept = await notes();
  for (const text of acked) assert.equal(kept.filter((note) => note === text).length, 1, text);
}

describe('while it runs', () => {
  before(() => slack.control('config', { ack_deadline_ms: 500 }));

  test('a file that may not grow is survived, and works again when it may', async () => {
    const daemon = await connect(folder, ['prlimit', '--fsize=900000:unlimited', '--']);
    await assertSurvived(daemon, () =>
      execFileSync('prlimit', ['--pid', String(daemon.pid), '--fsize=unlimited:unlimited']),
    );
    await folder.remove();
  });

  test('a full disk is survived, and works again when there is room', async (t) => {
    const place = { path: `${folder.path}/small` };
    await mkdir(place.path);
    const mount = ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place.path];
    if (spawnSync('mount', mount).status !== 0) {
      t.skip('only root may mount the small disk that this needs');
      return folder.remove();
    }
    t.after(() => {
      spawnSync('umount', [place.path]);
      return folder.remove();
    });
    store = `${place.path}/incidentd.db`;
    const daemon = await connect(place);
    await assertSurvived(daemon, () =>
      execFileSync('mount', ['-o', 'remount,size=20m', place.path]),
    );
  });

  test('a log that nobody reads any more ends nothing', async () => {
    const daemon = await connect();
    daemon.closeLog();
    for (const text of ['declare sev3 nobody reads', 'note and it goes on', 'list'])
      assert.equal((await slack.command('alice', text)).error, null);
    await daemon.stop();
    await folder.remove();
  });
});
