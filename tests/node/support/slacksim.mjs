// Starts a local Slack of its own for a test, and plays its people by the control API.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const program = process.env.SLACKSIM ?? new URL('../../../build/san/slacksim', import.meta.url).pathname;

export const appToken = 'xapp-test-token';
export const botToken = 'xoxb-test-token';

// The first line on standard output is the server's address.
async function readAddress(child) {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('slacksim ended before it said where it listens');
}

async function answerOf(response) {
  return response.json();
}

// → { url, api, control(path, body), look(path), until(condition), stop() }
export async function startSlacksim(...options) {
  const child = spawn(program, ['--listen', '127.0.0.1:0', ...options], {
    stdio: ['ignore', 'pipe', process.env.SLACKSIM_LOG ? 'inherit' : 'ignore'],
  });
  const ended = once(child, 'exit');
  const url = await readAddress(child);

  const look = async (path) => answerOf(await fetch(`${url}/_control/${path}`));
  const control = async (path, body = {}) =>
    answerOf(
      await fetch(`${url}/_control/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );

  // Ends the server by its own process object; a crash or a leak found at its end fails the test.
  async function stop() {
    child.kill('SIGTERM');
    const [code, signal] = await ended;
    if (code !== 0) throw new Error(`slacksim ended with ${code ?? signal}`);
  }

  return { url, api: `${url}/api/`, control, look, until, stop };
}

// Waits for what another process does; the answer is the first one that is not false or empty.
export async function until(condition, what = 'the condition', longest_ms = 20_000) {
  for (const end = Date.now() + longest_ms; Date.now() < end; ) {
    const answer = await condition();
    if (answer) return answer;
    await pause(20);
  }
  throw new Error(`waited in vain for ${what}`);
}
