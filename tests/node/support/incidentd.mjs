// Starts a daemon of its own for a test, in a folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appToken, botToken, until } from './slacksim.mjs';

const program =
  process.env.INCIDENTD ?? new URL('../../../build/san/incidentd', import.meta.url).pathname;

export async function makeFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'incidentd-test-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

// Runs to the end; → { code, stdout, stderr }
export async function runIncidentd(options, environment = {}) {
  const child = spawn(program, options, { env: { PATH: process.env.PATH, ...environment } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (output.stdout += data));
  child.stderr.on('data', (data) => (output.stderr += data));
  const [code] = await once(child, 'close');
  return { code, ...output };
}

// → { log(), count(word), pid, ended, exited(), connected(times), arguments(), closeLog(),
//     reload(), terminate(), stop(), kill() }
// settings are given to --set; one that is undefined keeps its default. Tests type faster than
// people, so that a person's pace has no limit unless it is the matter. wrapper is a program with
// arguments that becomes the daemon.
export function startIncidentd(slack, folder, settings = {}, environment = {}, wrapper = []) {
  const store = `sqlite:${folder.path}/incidentd.db`;
  const options = Object.entries({ store, 'slack.pace': 'none', ...settings })
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const [command, ...words] = [...wrapper, program, ...options];
  const child = spawn(command, words, {
    cwd: folder.path,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      SLACK_API_URL: slack.api,
      SLACK_APP_TOKEN: appToken,
      SLACK_BOT_TOKEN: botToken,
      ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
      UBSAN_OPTIONS: process.env.UBSAN_OPTIONS ?? '',
      TZ: 'Pacific/Chatham',
      ...environment,
    },
  });
  let text = '';
  child.stderr.on('data', (data) => (text += data));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);

  const count = (word) => text.split('\n').filter((line) => line.includes(word)).length;

  return {
    pid: child.pid,
    ended,
    log: () => text,
    count,
    connected: (times = 1) =>
      until(() => count('>connected ') >= times, `connection ${times}\n${text}`),
    exited: () => child.exitCode !== null || child.signalCode !== null,
    // Resolves when the log says how the reading went.
    async reload() {
      const said = () => count('>reloaded ') + count('>not_reloaded ');
      const before = said();
      child.kill('SIGHUP');
      await until(() => said() > before, `the reload\n${text}`);
    },
    terminate: () => child.kill('SIGTERM'),
    closeLog: () => child.stderr.destroy(),
    arguments: () => readFile(`/proc/${child.pid}/cmdline`, 'utf8'),
    async stop() {
      child.kill('SIGTERM');
      const code = await ended;
      if (code !== 0) throw new Error(`incidentd ended with ${code}:\n${text}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
