// tools/run, tests/run and tools/install-packages, with stand-ins for the programs they start.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

// A folder of shell scripts, name to body; removed after the test.
function programs(t, scripts) {
  const folder = mkdtempSync(join(tmpdir(), 'tools-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, body] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

// The environment without what the machine or this test run put there.
function environment(more) {
  const { SLACK_APP_TOKEN, SLACK_BOT_TOKEN, NODE_TEST_CONTEXT, NODE_OPTIONS, ...rest } = process.env;
  return { ...rest, ...more };
}

function runTool(tool, env) {
  return spawnSync(join(root, tool), [], { encoding: 'utf8', env: environment(env) });
}

const untilTerminated = (name) =>
  `trap 'echo ${name} >>"$(dirname "$0")/ended"; exit 0' TERM INT\nwhile :; do sleep 0.1; done`;
const slacksim = `echo http://127.0.0.1:1234\n${untilTerminated('slacksim')}`;

test('without tokens the daemon is started against the local Slack, and both end on Ctrl-C', async (t) => {
  const build = programs(t, {
    slacksim,
    incidentd:
      'env >&2; echo "arguments: $*" >&2; sleep 0.3\n' +
      `echo "<6>connected host=a" >&2\n${untilTerminated('incidentd')}`,
  });
  const run = spawn(join(root, 'tools/run'), { env: environment({ BUILD: build }), detached: true });
  let shown = '';
  let complained = '';
  run.stderr.on('data', (text) => (complained += text));
  await new Promise((done) =>
    run.stdout.on('data', (text) => (shown += text).includes('Ctrl-C') && done()));
  const log = join(build, 'run/incidentd.log');
  assert.match(readFileSync(log, 'utf8'), /connected/, 'a command finds the daemon there');
  const ended = new Promise((done) => run.on('exit', done));
  process.kill(-run.pid, 'SIGINT'); // to the whole group, as a terminal does
  assert.equal(await ended, 0);
  assert.equal(complained, '');

  assert.match(shown, /open +http:\/\/127\.0\.0\.1:1234\//);
  assert.match(shown, /type +\/incident declare sev1 checkout is down/);
  const told = readFileSync(log, 'utf8');
  assert.match(told, /^SLACK_API_URL=http:\/\/127\.0\.0\.1:1234\/api\/$/m);
  assert.match(told, /^SLACK_APP_TOKEN=xapp-test-token$/m);
  assert.match(told, /^SLACK_BOT_TOKEN=xoxb-test-token$/m);
  assert.match(told, /arguments: --set store=sqlite:.*\/run\/incidentd\.db/);
  assert.deepEqual(
    readFileSync(join(build, 'ended'), 'utf8').trim().split('\n').sort(), ['incidentd', 'slacksim']);
});

test('with both tokens the daemon alone is started', (t) => {
  const build = programs(t, { slacksim, incidentd: 'echo "url=$SLACK_API_URL"; exit 5' });
  const run = runTool('tools/run', {
    BUILD: build,
    SLACK_APP_TOKEN: 'xapp-test-a',
    SLACK_BOT_TOKEN: 'xoxb-test-b',
  });
  assert.equal(run.stdout, 'url=\n');
  assert.equal(run.status, 5);
});

test('one token without the other is told', (t) => {
  const build = programs(t, { slacksim, incidentd: 'exit 0' });
  const run = runTool('tools/run', { BUILD: build, SLACK_BOT_TOKEN: 'xoxb-test-b' });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /SLACK_BOT_TOKEN is set and SLACK_APP_TOKEN is not/);
});

test('when the daemon dies the local Slack is ended and the code passed on', (t) => {
  const build = programs(t, { slacksim, incidentd: 'echo last words >&2; exit 69' });
  const run = runTool('tools/run', { BUILD: build });
  assert.equal(run.status, 69);
  assert.match(run.stderr, /last words/);
  assert.match(run.stderr, /incidentd ended by itself with code 69/);
  assert.equal(readFileSync(join(build, 'ended'), 'utf8'), 'slacksim\n');
});

test('when the local Slack does not start the daemon is not started either', (t) => {
  const build = programs(t, {
    slacksim: 'echo "port is taken" >&2; exit 3',
    incidentd: 'touch "$(dirname "$0")/started"',
  });
  const run = runTool('tools/run', { BUILD: build });
  assert.equal(run.status, 3);
  assert.match(run.stderr, /port is taken/);
  assert.equal(existsSync(join(build, 'started')), false);
});

const synthesis = (passing, failing, crashing) =>
  `echo "[====] Synthesis: Tested: ${passing + failing + crashing} | Passing: ${passing} | ` +
  `Failing: ${failing} | Crashing: ${crashing} " >&2`;

const totals = (pass, fail) => `echo "# pass ${pass}"; echo "# fail ${fail}"`;

// Runs tests/run with these test programs, two days of fine weather, a node that only prints totals,
// and one handler test that passes again while the store fails.
function runTests(t, unit, sim, node = totals(1, 0), replay = totals(1, 0)) {
  const weather = 'echo "1 passed, 0 failed"';
  const units = `if [ "$DESK_TORTURE" ]; then ${synthesis(1, 0, 0)}; exit; fi; ${unit}`;
  const san = programs(t, { 'unit-tests': units, 'sim-tests': sim, replay_words: replay, weather, node });
  const run = runTool('tests/run', { SAN: san, RELEASE: san, PATH: `${san}:${process.env.PATH}` });
  return { code: run.status, last: run.stdout.trimEnd().split('\n').at(-1), shown: run.stdout };
}

test('the totals of all runners are summed in the last line', (t) => {
  const { code, last } = runTests(t, synthesis(10, 0, 0), synthesis(20, 0, 0));
  assert.equal(last, '35 passed, 0 failed');
  assert.equal(code, 0);
});

test('failing and crashing tests count as failed', (t) => {
  const { code, last } = runTests(
    t,
    `${synthesis(10, 2, 1)}; exit 1`,
    synthesis(1, 0, 0),
    'echo "# pass 5"; echo "# fail 1"; echo "# cancelled 1"; exit 1');
  assert.equal(last, '20 passed, 5 failed');
  assert.equal(code, 1);
});

test('a test that ends badly in its setup or teardown counts as failed', (t) => {
  const warning = 'Warning! The test `a::b` exited during its setup or teardown.';
  const { code, last } = runTests(t, synthesis(3, 0, 0), `echo '${warning}' >&2; ${synthesis(2, 0, 0)}`);
  assert.equal(last, '10 passed, 1 failed');
  assert.equal(code, 1);
});

test('a runner that dies or runs nothing is a failure', (t) => {
  const { code, last, shown } = runTests(t, 'kill -SEGV $$', synthesis(0, 0, 0));
  assert.equal(last, '5 passed, 2 failed');
  assert.match(shown, /unit-tests ran nothing \(exit code 139\)/);
  assert.equal(code, 1);
});

test('a runner that passes all its tests and then ends badly is a failure', (t) => {
  const { code, last } = runTests(t, `${synthesis(3, 0, 0)}; exit 23`, synthesis(1, 0, 0));
  assert.equal(last, '9 passed, 1 failed');
  assert.equal(code, 1);
});

test('the installer refuses an unknown group', () => {
  const run = spawnSync(join(root, 'tools/install-packages'), ['kitchen'], { encoding: 'utf8' });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /unknown group "kitchen"; there are build, test, lint, fuzz and valgrind/);
});

test('the installer says what is missing when it may not install it', (t) => {
  const bin = programs(t, {
    'dpkg-query': 'exit 1',
    id: 'echo 1000',
    'apt-get': 'touch "$(dirname "$0")/installed"',
    dirname: 'exec /usr/bin/dirname "$@"',
  });
  const run = spawnSync('/bin/sh', [join(root, 'tools/install-packages'), 'build'], {
    encoding: 'utf8',
    env: environment({ PATH: bin }),
  });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /neither root nor sudo; let an administrator run: apt-get install gcc/);
  assert.equal(existsSync(join(bin, 'installed')), false);
});
