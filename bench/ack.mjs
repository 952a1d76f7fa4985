// How long a slash command waits for its acknowledgement, and what the program behind it costs:
// incidentd with its store on a disk, beside a client that only acknowledges (bench/echo.c),
// Slack's own framework keeping the notes in memory (bench/bolt.mjs), and the disk's own fdatasync.
// All in one run, against one local Slack, in turns, so that a machine that drifts drifts for all.
// usage: node bench/ack.mjs FOLDER    an empty folder on the disk of the store
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { closeSync, fdatasyncSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const STARTS = 5; // of each program
const WARM_UP = 200; // commands to each before anything is measured
const ROUNDS = 600; // a command to each and a write to the disk
const CROWDS = 10; // rounds of many people at once
const PEOPLE = 20;
const EACH = 10; // commands of each person in a crowd
const NOTE = 'note the load balancer was restarted';
const CALM_MS = 50; // before a crowd, for what is left of the one before
const BOUND_MS = 110_000; // of the whole run

const folder = process.argv[2];
const people = Array.from({ length: PEOPLE }, (_, i) => `person${i}`);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const build = (program) => here(`../build/${program}`);

const bots = [
  {
    name: 'incidentd',
    command: '/incident',
    says: 'on the timeline',
    run: () => [
      build('incidentd'),
      ...['--set', `store=sqlite:${folder}/incidentd.db`],
      ...['--set', 'slack.pace=none'], // it types faster than people
    ],
  },
  {
    name: 'echo',
    command: '/echo',
    says: '',
    run: async (bot) => [build('bench-echo'), await socketUrl(bot)],
  },
  {
    name: 'bolt',
    command: '/bolt',
    says: 'on the timeline',
    run: () => [process.execPath, here('bolt.mjs')],
  },
];

// ---- Programs

const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
setTimeout(() => giveUp(`not done after ${BOUND_MS} ms`), BOUND_MS).unref();

function giveUp(why) {
  console.error(`bench/ack.mjs: ${why}`);
  process.exit(1);
}

function lastWords(name) {
  return readFileSync(`${folder}/${name}.log`, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}

// Its log is in the folder; standard output is a pipe. An end that was not asked for ends the run.
// It has a process group of its own, so that Ctrl-C reaches it through this script alone.
function launch(name, [program, ...options], environment) {
  const log = openSync(`${folder}/${name}.log`, 'a');
  const child = spawn(program, options, {
    env: environment,
    stdio: ['ignore', 'pipe', log],
    detached: true,
  });
  closeSync(log);
  children.add(child);
  child.on('exit', (code, signal) => {
    children.delete(child);
    if (!child.killed) giveUp(`${name} ended with ${code ?? signal}:\n${lastWords(name)}`);
  });
  return child;
}

async function stop(child) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

// ---- The local Slack

const appId = ({ name }) => `A0${name.toUpperCase()}`;
const tokens = ({ name }) => ({ app_token: `xapp-test-${name}`, bot_token: `xoxb-test-${name}` });

const workspace = {
  team: { id: 'T0BENCH', name: 'bench', domain: 'bench' },
  users: people.map((name) => ({ id: `U0${name.toUpperCase()}`, name })),
  channels: [
    { id: 'C0GENERAL', name: 'general', is_general: true, members: people },
    { id: 'C0INCIDENTS', name: 'incidents', members: people },
  ],
  apps: bots.map((bot) => ({
    ...tokens(bot),
    id: appId(bot),
    name: bot.name,
    bot_id: `B0${bot.name.toUpperCase()}`,
    bot_user: { id: `U0${bot.name.toUpperCase()}`, name: bot.name },
    commands: [{ command: bot.command, should_escape: true }],
    events: [],
  })),
};

writeFileSync(`${folder}/workspace.json`, JSON.stringify(workspace));
const slack = launch(
  'slacksim',
  [build('slacksim'), '--listen', '127.0.0.1:0', '--workspace', `${folder}/workspace.json`],
  { PATH: process.env.PATH },
);
const [address] = await once(createInterface({ input: slack.stdout }), 'line');
const agent = new http.Agent({ keepAlive: true });

// → the answer's body
function post(path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${address}${path}`, {
      method: 'POST',
      agent,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve(text));
    });
    request.end(JSON.stringify(body));
  });
}

async function socketUrl(bot) {
  const authorization = { Authorization: `Bearer ${tokens(bot).app_token}` };
  return JSON.parse(await post('/api/apps.connections.open', {}, authorization)).url;
}

// Emits the id of an app with the number of its sockets that have their hello.
async function watchSockets() {
  const sockets = new EventEmitter();
  const request = http.get(`${address}/_control/stream`);
  const [response] = await once(request, 'response');
  const lines = createInterface({ input: response });
  lines.on('line', (line) => {
    const change = line.startsWith('data:') ? JSON.parse(line.slice(5)) : {};
    if (change.type === 'socket') sockets.emit(change.app, change.sockets);
  });
  lines.on('error', () => {}); // the stream has no end but this one
  sockets.end = () => request.destroy();
  return sockets;
}

function untilSockets(sockets, bot, wanted) {
  return new Promise((resolve) => {
    sockets.on(appId(bot), function look(count) {
      if (count !== wanted) return;
      sockets.off(appId(bot), look);
      resolve();
    });
  });
}

// ---- What is measured

// → milliseconds from starting the program to its socket's hello; asking for the socket's address is
// part of it, also where it is done for the program
async function start(bot, sockets) {
  const { app_token, bot_token } = tokens(bot);
  const connected = untilSockets(sockets, bot, 1);
  const began = performance.now();
  bot.child = launch(bot.name, await bot.run(bot), {
    PATH: process.env.PATH,
    SLACK_API_URL: `${address}/api/`,
    SLACK_APP_TOKEN: app_token,
    SLACK_BOT_TOKEN: bot_token,
  });
  await connected;
  return performance.now() - began;
}

async function startAll() {
  const sockets = await watchSockets();
  for (let nth = 1; nth <= STARTS; nth++)
    for (const bot of bots) {
      bot.starts.push(await start(bot, sockets));
      if (nth === STARTS) continue;
      const gone = untilSockets(sockets, bot, 0);
      await Promise.all([stop(bot.child), gone]);
    }
  sockets.end();
}

// → milliseconds from sending a command to the local Slack until it says that the ack came
async function type(bot, user, text = NOTE, says = bot.says) {
  const began = performance.now();
  const answer = await post('/_control/command', {
    channel: 'general',
    user,
    command: bot.command,
    text,
  });
  const took = performance.now() - began;
  const { error } = JSON.parse(answer);
  if (error !== null || !answer.includes(says)) giveUp(`${bot.name} answered ${answer}`);
  return took;
}

// → commands per second
async function crowd(bot) {
  const began = performance.now();
  await Promise.all(
    people.map(async (person) => {
      for (let i = 0; i < EACH; i++) await type(bot, person);
    }),
  );
  return (PEOPLE * EACH * 1000) / (performance.now() - began);
}

// The same 4 KiB again and again: the least that a commit can cost.
const file = openSync(`${folder}/block`, 'w');
const block = Buffer.alloc(4096, 1);
function sync() {
  const began = performance.now();
  writeSync(file, block, 0, block.length, 0);
  fdatasyncSync(file);
  return performance.now() - began;
}

// → KiB
function memory({ pid }) {
  const sum = (file, names) =>
    [...readFileSync(`/proc/${pid}/${file}`, 'utf8').matchAll(/^(\w+):\s+(\d+) kB$/gm)]
      .filter(([, name]) => names.includes(name))
      .reduce((total, [, , size]) => total + Number(size), 0);
  return {
    resident: sum('status', ['VmRSS']),
    private: sum('smaps_rollup', ['Private_Clean', 'Private_Dirty']),
  };
}

async function warmUp() {
  await type(bots[0], people[0], 'declare sev3 the shop is slow', 'INC-');
  for (const bot of bots) for (let i = 0; i < WARM_UP; i++) await type(bot, people[0]);
  sync();
}

// In turns, there and back, so that nobody always follows the same one. → what the disk alone took
async function measureAcks() {
  const syncs = [];
  const turns = bots.map((bot) => async () => bot.acks.push(await type(bot, people[0])));
  turns.push(() => syncs.push(sync()));
  for (let round = 0; round < ROUNDS; round++) {
    for (const turn of turns) await turn();
    turns.reverse();
  }
  return syncs;
}

async function measureCrowds() {
  for (let round = 0; round < CROWDS; round++)
    for (const bot of bots) {
      await pause(CALM_MS);
      bot.rates.push(await crowd(bot));
    }
}

// ---- The tables

// The smallest value that the given part of all values does not exceed.
function percentile(values, part) {
  return [...values].sort((a, b) => a - b)[Math.ceil(part * values.length) - 1];
}

const median = (values) => percentile(values, 0.5);
const spread = (values) => ({ p50: median(values), p99: percentile(values, 0.99) });
const row = (label, ...cells) =>
  console.log(label.padEnd(26) + cells.map((cell) => String(cell).padStart(11)).join(''));
const micro = (ms) => Math.round(ms * 1000);
const mebi = (kibi) => (kibi / 1024).toFixed(1);

function show(syncs) {
  const [incidentd, echo, bolt] = bots.map((bot) => ({
    ...bot,
    ...spread(bot.acks),
    rate: median(bot.rates),
    start: median(bot.starts),
  }));
  const fsync = spread(syncs);

  row('', 'ack p50', 'ack p99', 'commands', 'start', 'VmRSS', 'private');
  row('', 'µs', 'µs', 'per s', 'ms', 'MiB', 'MiB');
  for (const [label, it] of [
    ['incidentd, SQLite', incidentd],
    ['echo, only acks', echo],
    ['@slack/bolt, in memory', bolt],
  ]) {
    const { p50, p99, rate, start, resident } = it;
    const whole = [rate, start].map((value) => value.toFixed(0));
    row(label, micro(p50), micro(p99), ...whole, mebi(resident), mebi(it.private));
  }
  row('4 KiB and fdatasync', micro(fsync.p50), micro(fsync.p99));

  console.log();
  for (const [label, it] of [
    ['incidentd / echo', echo],
    ['incidentd / bolt', bolt],
  ])
    row(
      label,
      ...['p50', 'p99', 'rate', 'start', 'resident', 'private'].map((name) =>
        (incidentd[name] / it[name]).toFixed(2),
      ),
    );
  row(
    '(incidentd - echo) / fsync',
    ...['p50', 'p99'].map((name) => ((incidentd[name] - echo[name]) / fsync[name]).toFixed(2)),
  );

  console.log(`
ack: from sending "/incident note ..." to the local Slack until it answers that the ack came, which
  includes the way there and back; ${ROUNDS} commands of one person to each, in turns
commands per s: ${PEOPLE} people at once, each waiting for the answer; the median of ${CROWDS} rounds
start: from starting the program to the hello on its socket; the median of ${STARTS}
fdatasync: of the same 4 KiB in the folder of the store, in turns with the commands
memory: after all commands; private is what no other process shares`);
}

for (const bot of bots) Object.assign(bot, { starts: [], acks: [], rates: [] });
await post('/_control/config', { rate_limits: false });
await startAll();
await warmUp();
const syncs = await measureAcks();
await measureCrowds();
for (const bot of bots) Object.assign(bot, memory(bot.child));
show(syncs);

for (const bot of bots) await stop(bot.child);
await stop(slack);
process.exit(0); // the agent's connections are open
