// What incidentd does slowly on purpose, end to end: the daemon against a local Slack that sends it
// away, switches it off, never says hello, or has a name that nobody can look up. Its waits are
// those of the real thing, so all are waited out together. Each test names the rows of
// docs/fidelity.md that it shows.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCertificate } from './support/certificate.mjs';
import { makeFolder, startIncidentd } from './support/incidentd.mjs';
import { startSlacksim, until } from './support/slacksim.mjs';
import { newWorld } from './support/world.mjs';

const PATIENCE_MS = 100_000; // the longest wait is a minute
const ROUNDING_MS = 100; // the daemon waits by another clock than the journal's

const opens = async (slack) =>
  (await slack.journal('api')).filter(({ method }) => method === 'apps.connections.open');

const entry = async (slack, event) => (await slack.journal('socket')).find((one) => one.event === event);

const isConnected = (daemon, times) =>
  until(() => daemon.count('>connected ') >= times, `connection ${times}`, PATIENCE_MS);

async function isAnswered(slack) {
  const answer = await slack.command('alice', 'list');
  assert.equal(answer.error, null);
  assert.ok(answer.response.text);
}

// Sends the daemon away for this reason. → how many milliseconds later it asked for a URL again
async function waitAfter(it, reason) {
  await it.daemon.connected();
  await it.slack.control('fault', { kind: 'disconnect', reason, end_after_ms: 600_000 });
  await until(() => entry(it.slack, 'client_close'), 'the close frame');
  const away = await it.type('bob', 'list');
  assert.equal(away.error, 'dispatch_failed', 'no socket is left');
  await isConnected(it.daemon, 2);
  await isAnswered(it.slack);
  const asked = await opens(it.slack);
  assert.equal(asked.length, 2, 'asked once, and not in vain meanwhile');
  assert.equal((await it.slack.look('state')).sockets.filter(({ open }) => open).length, 1);
  return asked[1].at_ms - (await entry(it.slack, 'disconnect')).at_ms;
}

// Runs a daemon whose machine finds names in a file of its own, and asks a name server that is not
// there for all others. → a wrapper for startIncidentd, or null where nobody may do this
async function ownNames(folder) {
  const files = { hosts: `${folder.path}/hosts`, server: `${folder.path}/resolv.conf` };
  const mount = 'mount --bind "$1" /etc/hosts && mount --bind "$2" /etc/resolv.conf';
  const wrapper = ['unshare', '--mount', 'sh', '-c', `${mount} && shift 2 && exec "$@"`, 'sh'];
  wrapper.push(files.hosts, files.server);
  await writeFile(files.hosts, '127.0.0.1 localhost\n');
  await writeFile(files.server, 'nameserver 127.0.0.253\noptions timeout:1 attempts:1\n');
  const [command, ...words] = [...wrapper, 'true'];
  return spawnSync(command, words).status === 0 ? { wrapper, hosts: files.hosts } : null;
}

describe('what takes its time', { concurrency: true }, () => {
  // Slack: D04
  test('told that there are too many sockets, it leaves and comes back after half a minute', async (t) => {
    const it = await newWorld(t);
    const waited = await waitAfter(it, 'too_many_websockets');
    assert.match(it.daemon.log(), />too_many_connections .*code=too_many_websockets retry_ms=\d+ /);
    assert.ok(waited >= 30_000 - ROUNDING_MS && waited < 65_000, `${waited} ms`);
  });

  // Slack: D19
  test('told that Socket Mode is switched off, it says so and asks again after a minute', async (t) => {
    const it = await newWorld(t);
    const waited = await waitAfter(it, 'link_disabled');
    assert.match(it.daemon.log(), />socket_mode_is_off .*retry_ms=60000 .*settings of the Slack app/);
    assert.equal(it.daemon.count('>socket_mode_is_off '), 1);
    assert.ok(waited >= 60_000 - ROUNDING_MS && waited < 65_000, `${waited} ms`);
  });

  // Slack: bug-10
  test('a hello that never comes is waited for half a minute, and the next attempt is made', async (t) => {
    const it = await newWorld(t, {}, (slack) => slack.control('fault', { kind: 'no_hello' }));
    await isConnected(it.daemon, 1);
    const [first, second, ...more] = await opens(it.slack);
    const waited = second.at_ms - first.at_ms;
    assert.ok(waited >= 30_000 - ROUNDING_MS && waited < 35_000, `${waited} ms`);
    assert.equal(more.length, 0);
    assert.match(it.daemon.log(), />connect_failed .*no hello came within 30\d{3} ms/);
    await it.holdsOneSocket();
    await isAnswered(it.slack);
  });

  // Slack: bug-10
  test('a name that nobody can look up is asked for until somebody can', async (t) => {
    const folder = await makeFolder();
    t.after(folder.remove);
    const names = await ownNames(folder);
    if (!names) return t.skip('only root may give a program names of its own');
    const { cert, key } = await makeCertificate(folder.path, 'DNS:slack.test,IP:127.0.0.1');
    const slack = await startSlacksim('--cert', cert, '--key', key);
    t.after(slack.stop);
    slack.api = slack.api.replace('127.0.0.1', 'slack.test');
    const isKnown = (known) => writeFile(names.hosts, known ? '127.0.0.1 slack.test\n' : '\n');
    const settings = { 'slack.ca_file': cert, 'socket.backoff_max': '1s', 'socket.ping': '1s' };
    const daemon = startIncidentd(slack, folder, settings, {}, names.wrapper);
    t.after(daemon.stop);

    // At the start the Web API cannot be reached, later the address that it gave for a socket.
    await until(() => daemon.count('>slack_not_reached ') >= 2, 'two questions in vain');
    assert.match(daemon.log(), />slack_not_reached text="auth.test: Could not resolve host: slack.test"/);
    await isKnown(true);
    await isConnected(daemon, 1);

    await isKnown(false);
    await slack.control('fault', { kind: 'drop_tcp' });
    await until(() => daemon.count('>connect_failed ') >= 5, 'five attempts in vain', PATIENCE_MS);
    assert.match(daemon.log(), />connect_failed .*slack\.test.*name resolution/);
    assert.equal((await slack.command('alice', 'list')).error, 'dispatch_failed');
    await isKnown(true);
    await isConnected(daemon, 2);
    await isAnswered(slack);
    await pause(1500);
    assert.equal(daemon.count('>connected '), 2, 'and it stays so');
  });
});
