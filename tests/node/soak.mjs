// A soak: the local Slack cuts the link again and again while people type, and the daemon's
// descriptors, memory and time to acknowledge are read at regular times. Prints how the last fifth
// of the samples compares with the second; the first is left out as warming up.
// usage: make soak MINUTES=20    env: CUT_S=30, seconds from one cut to the next; SEED
// Ends with 1 when a line that was acknowledged is missing or there twice, or descriptors were lost.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCertificate } from './support/certificate.mjs';
import { makeFolder, startIncidentd } from './support/incidentd.mjs';
import { linesBroken } from './support/oracle.mjs';
import { letPeopleType, workspaceOf } from './support/people.mjs';
import { randomFrom } from './support/random.mjs';
import { startSlacksim } from './support/slacksim.mjs';

const MINUTES = Number(process.env.MINUTES ?? 20);
const CUT_MS = Number(process.env.CUT_S ?? 30) * 1000;
const SAMPLES = 50;
const PEOPLE = 10;
const seed = Number(process.env.SEED ?? 1);
const random = randomFrom(seed);

const cuts = [
  { kind: 'disconnect', reason: 'warning' },
  { kind: 'disconnect', reason: 'refresh_requested' },
  { kind: 'drop_tcp' },
  { kind: 'rst_tcp' },
  { kind: 'close', code: 1001, reason: 'going away' },
];

async function openWorld() {
  const folder = await makeFolder();
  const { cert, key } = await makeCertificate(folder.path);
  const file = `${folder.path}/workspace.json`;
  await writeFile(file, JSON.stringify(workspaceOf(PEOPLE)));
  const slack = await startSlacksim('--cert', cert, '--key', key, '--workspace', file);
  await slack.control('config', { rate_limits: false });
  const daemon = startIncidentd(slack, folder, {
    'slack.ca_file': cert,
    'socket.backoff_max': '1s', // cuts that come faster than in life are no reason to stay away
    'log.level': 'warning',
  });
  await slack.until(async () => (await slack.look('state')).sockets.length === 1);
  const { response } = await slack.command('person0', 'declare sev3 a long one');
  return { folder, slack, daemon, incident: response.text.match(/INC-[\d-]+/)[0] };
}

async function cutUntil(end, slack) {
  let count = 0;
  for (; Date.now() < end; count++) {
    await pause(Math.min(CUT_MS, end - Date.now()));
    await slack.control('fault', random.pick(cuts));
  }
  return count;
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];

// One sample: what the process holds now, and how long acknowledgements took since the last one.
async function sample(pid, answers) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const took = answers.map(({ ack_ms }) => ack_ms).sort((a, b) => a - b);
  return {
    descriptors: (await readdir(`/proc/${pid}/fd`)).length,
    memory_kb: Number(status.match(/VmRSS:\s+(\d+)/)[1]),
    ack_median_ms: quantile(took, 0.5),
    ack_99th_ms: quantile(took, 0.99),
  };
}

async function sampleUntil(end, pid, typed) {
  const samples = [];
  const every_ms = (end - Date.now()) / SAMPLES;
  for (let from = 0; samples.length < SAMPLES;) {
    await pause(every_ms);
    const answers = typed.slice(from).filter(({ answer }) => answer?.error === null);
    from = typed.length;
    if (answers.length)
      samples.push(
        await sample(
          pid,
          answers.map(({ answer }) => answer),
        ),
      );
  }
  return samples;
}

const median = (samples, name) =>
  quantile(
    samples.map((one) => one[name]).sort((a, b) => a - b),
    0.5,
  );

function report(samples) {
  const fifth = Math.floor(samples.length / 5);
  const [early, late] = [samples.slice(fifth, 2 * fifth), samples.slice(-fifth)];
  console.log('what            begin      end    ratio   (medians)');
  for (const name of Object.keys(samples[0])) {
    const [begin, end] = [median(early, name), median(late, name)];
    const cells = [
      String(begin).padStart(9),
      String(end).padStart(9),
      (end / begin).toFixed(2).padStart(9),
    ];
    console.log(`${name.padEnd(13)}${cells.join('')}`);
  }
  return median(late, 'descriptors') > median(early, 'descriptors') + 2;
}

const world = await openWorld();
const { slack, daemon } = world;
const people = letPeopleType(slack, random, PEOPLE, [world.incident], {
  note: 90,
  mention: 5,
  update: 5,
});
const end = Date.now() + MINUTES * 60_000;
const [count, samples] = await Promise.all([
  cutUntil(end, slack),
  sampleUntil(end, daemon.pid, people.typed),
]);
await people.stop();
await pause(5000); // what is under way
await daemon.stop();
await slack.stop();
const broken = await linesBroken(`${world.folder.path}/incidentd.db`, people.typed);
const answered = people.typed.filter(({ answer }) => answer?.error === null).length;
const lost = report(samples);
console.log(
  `soak: ${MINUTES} min, ${count} cuts, seed ${seed}, ${people.typed.length} lines typed, ` +
    `${answered} acknowledged, ${broken.length} of them broken ${broken.join(' ')}`,
);
await world.folder.remove();
process.exitCode = broken.length || lost ? 1 : 0;
