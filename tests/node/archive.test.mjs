// Export, import and verification on the command line, with another implementation of the chain
// over a timeline (docs/timeline.md) and of the export's shape (docs/export.md).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { makeFolder, runIncidentd } from './support/incidentd.mjs';
import { changeStore } from './support/store.mjs';
import { newWorld } from './support/world.mjs';

const sealed = [
  'declare sev1 checkout is down | nobody can pay',
  'note at 10m ago the gateway was restarted, “grüße” <@U0CAROL>',
  'amend #2 the load balancer was restarted | it was no gateway',
  'note of no use',
  'strike #3 of no use',
  'resolve rolled back release 42',
];

// A daemon with one incident that is over and sealed. → { it, store, run(…options) }
async function team(t) {
  const it = await newWorld(t, {});
  await it.daemon.connected();
  for (const line of sealed) await it.type('alice', line);
  await it.type('alice', 'seal');
  await it.sees('sealed the timeline');
  const store = `${it.folder.path}/incidentd.db`;
  const run = (...options) => runIncidentd(['--set', `store=sqlite:${store}`, ...options]);
  return { it, store, run };
}

// What docs/timeline.md says, written anew.
function chain(incident, seal) {
  const field = (text) => `${Buffer.byteLength(text)}:${text},`;
  const changes = incident.amendments.slice(0, seal.amendments);
  const hashes = [];
  for (const entry of incident.timeline.slice(0, seal.entries)) {
    const own = changes.filter((change) => change.entry === entry.number);
    const fields = [
      'incidentd-timeline-1',
      hashes.at(-1) ?? '',
      incident.id,
      String(entry.number),
      entry.at,
      entry.recorded,
      entry.actor,
      entry.kind,
      entry.text,
      String(own.length),
      ...own.flatMap((change) => [
        change.kind,
        change.recorded,
        change.who,
        change.at ?? '',
        change.text,
        change.why,
      ]),
    ];
    hashes.push(createHash('sha256').update(fields.map(field).join('')).digest('hex'));
  }
  return hashes;
}

describe('export', () => {
  test('prints JSON while the daemon runs, whose seals another program can check', async (t) => {
    const { it, run } = await team(t);
    const { code, stdout } = await run('--export', 'all');
    assert.equal(code, 0);
    const data = JSON.parse(stdout);
    assert.equal(data.format, 'incidentd-export');
    assert.equal(data.version, 1);
    const [incident] = data.incidents;
    assert.equal(incident.title, 'checkout is down');
    assert.equal(incident.amendments.length, 2);
    const [seal] = incident.seals;
    assert.deepEqual(chain(incident, seal), seal.hashes);
    assert.equal(seal.hashes.at(-1), seal.hash);
    await it.sees(seal.hash); // the thread was told the same
    const [playbook] = data.playbooks;
    assert.equal(incident.playbook_sha256, playbook.sha256);
    assert.equal(createHash('sha256').update(playbook.text).digest('hex'), playbook.sha256);
  });

  test('prints one incident as a report, and says what there is not', async (t) => {
    const { run } = await team(t);
    const id = JSON.parse((await run('--export', 'all')).stdout).incidents[0].id;
    assert.match((await run('--export', id, '--format', 'md')).stdout, /^# INC-.*checkout is down/);
    const wrong = await run('--export', 'INC-2001-01-01-001');
    assert.equal(wrong.code, 65);
    assert.match(wrong.stderr, /There is no incident INC-2001-01-01-001/);
    assert.equal((await run('--export', 'all', '--format', 'pdf')).code, 2);
  });

  test('leaves private incidents out unless they are asked for', async (t) => {
    const { it, run } = await team(t);
    await it.type('alice', 'sev3 --private a key is public');
    await changeStore(
      `${it.folder.path}/incidentd.db`,
      'UPDATE incident SET is_private = 1 WHERE id = 1',
    );
    const open = JSON.parse((await run('--export', 'all')).stdout);
    assert.ok(open.incidents.every((incident) => !incident.private));
    const all = JSON.parse((await run('--export', 'all', '--private')).stdout);
    assert.ok(all.incidents.length > open.incidents.length);
    const denied = await run('--export', all.incidents.find((one) => one.private).id);
    assert.equal(denied.code, 65);
    assert.match(denied.stderr, /--private/);
  });

  test('does not make a store where there is none', async (t) => {
    const folder = await makeFolder();
    t.after(() => folder.remove());
    const store = `sqlite:${folder.path}/none.db`;
    const { code, stderr } = await runIncidentd(['--set', `store=${store}`, '--export', 'all']);
    assert.equal(code, 74);
    assert.match(stderr, /there is no store/);
  });
});

describe('verify', () => {
  test('holds every seal against the store, and names the first entry that does not fit', async (t) => {
    const { it, store, run } = await team(t);
    const right = await run('--verify');
    assert.equal(right.code, 0, right.stderr);
    assert.match(right.stdout, /^INC-\S+ sealed .*: fits, [0-9a-f]{64}\n$/);
    await it.daemon.stop();
    await changeStore(store, 'DROP TRIGGER timeline_is_append_only_1');
    await changeStore(store, "UPDATE timeline SET text = 'nothing happened' WHERE id = 2");
    const wrong = await run('--verify');
    assert.equal(wrong.code, 65);
    assert.match(wrong.stdout, /DOES NOT FIT from #2 on/);
    await it.restart();
  });
});

describe('import', () => {
  test('of an export into an empty store gives the same export, once', async (t) => {
    const { it, run } = await team(t);
    const file = `${it.folder.path}/export.json`;
    const { stdout } = await run('--export', 'all');
    await writeFile(file, stdout);
    const other = ['--set', `store=sqlite:${it.folder.path}/other.db`];
    for (const said of [/1 incidents are imported; 0 were/, /0 incidents are imported; 1 were/]) {
      const done = await runIncidentd([...other, '--import', file]);
      assert.equal(done.code, 0, done.stderr);
      assert.match(done.stdout, said);
    }
    assert.equal((await runIncidentd([...other, '--export', 'all'])).stdout, stdout);
    assert.match((await runIncidentd([...other, '--verify'])).stdout, /fits/);
  });

  test('needs the store for itself and says so', async (t) => {
    const { it, run } = await team(t);
    const file = `${it.folder.path}/lines.csv`;
    await writeFile(file, 'Date,Severity,Duration,Summary\n2026-01-07,sev1,1h,search is slow\n');
    const { code, stderr } = await run('--import', file);
    assert.equal(code, 74);
    assert.match(stderr, /another incidentd uses this store; end that one first/);
    await it.daemon.stop();
    assert.equal((await run('--import', file)).code, 0);
    await it.restart();
    const found = await it.type('bob', 'history search');
    assert.match(found.response.text, /2026-01-07 · SEV-1 · 1 h · \*search is slow\*/);
  });

  test('lists what is wrong by its line and imports nothing', async (t) => {
    const folder = await makeFolder();
    t.after(() => folder.remove());
    const file = `${folder.path}/lines.csv`;
    const store = ['--set', `store=sqlite:${folder.path}/store.db`];
    const good = '2026-01-07,sev1,1h,search is slow\n';
    await writeFile(file, `Date,Severity,Duration,Summary\n${good}2026-01-07,urgent,1h,x\n`);
    const { code, stderr } = await runIncidentd([...store, '--import', file]);
    assert.equal(code, 65);
    assert.match(stderr, /lines\.csv:3: Severity is "urgent"; write SEV-1/);
    assert.match(stderr, /nothing was imported/);
    const { stdout } = await runIncidentd([...store, '--export', 'all', '--format', 'csv']);
    assert.equal(stdout.trim().split('\n').length, 1);
    const missing = await runIncidentd([...store, '--import', `${folder.path}/none.csv`]);
    assert.equal(missing.code, 65);
  });

  test('says how far it is when there is much', async (t) => {
    const folder = await makeFolder();
    t.after(() => folder.remove());
    const file = `${folder.path}/lines.csv`;
    const lines = Array.from({ length: 2500 }, (_, i) => `2026-01-07,sev4,1h,shelf ${i}\n`);
    await writeFile(file, `Date,Severity,Duration,Summary\n${lines.join('')}`);
    const store = ['--set', `store=sqlite:${folder.path}/store.db`];
    const { code, stderr, stdout } = await runIncidentd([...store, '--import', file]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /1000 of 2500 …\n2000 of 2500 …\n2500 of 2500 …/);
    assert.match(stdout, /2500 incidents are imported/);
  });
});
