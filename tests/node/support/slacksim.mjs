// Starts a local Slack of its own for a test, and plays its people by the control API.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const program =
  process.env.SLACKSIM ?? new URL('../../../build/san/slacksim', import.meta.url).pathname;

export const appToken = 'xapp-test-token';
export const botToken = 'xoxb-test-token';

// The first line on standard output is the server's address.
async function readAddress(child) {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('slacksim ended before it said where it listens');
}

// How to call the control API, whatever certificate it has: whom the daemon trusts is another
// matter. fetch would insist on one, so it is done by hand.
function caller(url) {
  const agent = url.startsWith('https:')
    ? new https.Agent({ rejectUnauthorized: false, keepAlive: true })
    : new http.Agent({ keepAlive: true });
  const { request } = url.startsWith('https:') ? https : http;
  const call = async (method, path, body) => {
    const headers = { 'Content-Type': 'application/json' };
    const sent = request(`${url}/_control/${path}`, { agent, method, headers });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = await once(sent, 'response');
    return JSON.parse(await text(answer));
  };
  return { call, close: () => agent.destroy() };
}

// → { url, api, control(path, body), look(path), command(user, text, channel), messages(channel),
//     journal(kind), until(condition), stop() }
export async function startSlacksim(...options) {
  const child = spawn(program, ['--listen', '127.0.0.1:0', ...options], {
    stdio: ['ignore', 'pipe', process.env.SLACKSIM_LOG ? 'inherit' : 'ignore'],
  });
  const ended = once(child, 'exit');
  const url = await readAddress(child);
  const { call, close } = caller(url);

  const look = (path) => call('GET', path);
  const control = (path, body = {}) => call('POST', path, body);
  const command = (user, words, channel = 'incidents') =>
    control('command', { channel, user, command: '/incident', text: words });
  const messages = async (channel = 'incidents') => (await look(`messages/${channel}`)).messages;
  const journal = async (kind) =>
    (await look('log')).entries.filter((entry) => entry.kind === kind);

  // Ends the server by its own process object; a crash or a leak found at its end fails the test.
  async function stop() {
    close();
    child.kill('SIGTERM');
    const [code, signal] = await ended;
    if (code !== 0) throw new Error(`slacksim ended with ${code ?? signal}`);
  }

  return { url, api: `${url}/api/`, look, control, command, messages, journal, until, stop };
}

// Waits for what another process does; the answer is the first one that is not false or empty.
export async function until(condition, what = 'the condition', longest_ms = 20_000) {
  for (const end = Date.now() + longest_ms; Date.now() < end;) {
    const answer = await condition();
    if (answer) return answer;
    await pause(20);
  }
  throw new Error(`waited in vain for ${what}`);
}
