// The running daemon in its sandbox: docs/decisions/0005-sandbox.md.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { makeFolder, startIncidentd } from './support/incidentd.mjs';
import { startSlacksim, until } from './support/slacksim.mjs';

let folder;
let slack;

before(async () => {
  folder = await makeFolder();
  slack = await startSlacksim();
});

after(async () => {
  await slack.stop();
  await folder.remove();
});

const status = (daemon) => readFile(`/proc/${daemon.pid}/status`, 'utf8');

test('a daemon that has started keeps to its list of system calls, and works', async () => {
  const daemon = startIncidentd(slack, folder);
  await daemon.connected();
  assert.match(await status(daemon), /^NoNewPrivs:\t1$/m);
  assert.match(await status(daemon), /^Seccomp:\t2$/m);
  assert.equal(daemon.count('>sandboxed '), 1);
  await slack.command('alice', 'declare sev1 in a box');
  await until(async () => JSON.stringify(await slack.messages()).includes('in a box'));
  await daemon.stop();
});

test('names are looked up and not found in there', async () => {
  const daemon = startIncidentd(slack, folder, {}, { SLACK_API_URL: 'https://nowhere.invalid/' });
  await until(() => /slack_not_reached.*resolve host/i.test(daemon.log()), 'the reason');
  await daemon.stop();
});

test('with sandbox=false it says so and works as well', async () => {
  const daemon = startIncidentd(slack, folder, { sandbox: 'false' });
  await daemon.connected();
  assert.match(await status(daemon), /^Seccomp:\t0$/m);
  assert.match(daemon.log(), /<4>not_sandboxed text="the setting sandbox is false"/);
  await daemon.stop();
});
