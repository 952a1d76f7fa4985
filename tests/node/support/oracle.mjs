// Compares what a local Slack saw with what a store holds, after people have typed (people.mjs),
// and names every difference that would be a broken promise.
import { queryStore } from './store.mjs';

// Where the effect of a line stands in the store.
const kinds = {
  note: 'note',
  mention: 'note',
  update: 'update',
  impact: 'impact',
  declare: 'declare', // an incident of its own
};

const opOf = (message) => message.metadata?.event_payload?.op;
const refusal = /Nothing was changed/;

async function readStore(file) {
  const store = {
    timeline: await queryStore(file, 'SELECT kind, text FROM timeline'),
    incidents: await queryStore(file, 'SELECT title, impact, card_ts FROM incident'),
    outbox: await queryStore(file, 'SELECT * FROM outbox ORDER BY id'),
  };
  return { ...store, effects: countEffects(store) };
}

async function readSlack(slack) {
  const { channels } = await slack.look('state');
  const messages = [];
  for (const { id } of channels)
    for (const message of await slack.messages(id)) messages.push({ ...message, channel: id });
  return { messages, envelopes: await slack.journal('envelope') };
}

// The keys of deliveries that were acknowledged, in time or not, on whichever attempt.
function ackedKeys(envelopes) {
  return new Set(envelopes.filter(({ acks }) => acks > 0).map(({ key }) => key));
}

// How often each line was done, by kind of row and tag. What stood before a change does not count.
function countEffects({ timeline, incidents }) {
  const counts = new Map();
  const count = (kind, text) => {
    const key = `${kind} ${text.replace(/\(before: .*/, '').match(/tag-\d+/)?.[0]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const { kind, text } of timeline) count(kind, text);
  for (const { title } of incidents) count('declare', title);
  return counts;
}

const timesDone = ({ effects }, { kind, tag }) => effects.get(`${kinds[kind]} ${tag}`) ?? 0;

// Every acknowledged line has its effect once, every other at most once, a refused one none.
function checkEffects(store, { envelopes }, typed, totals, faults) {
  const keys = new Map(envelopes.map(({ envelope_id, key }) => [envelope_id, key]));
  const acked = ackedKeys(envelopes);
  for (const line of typed) {
    const { kind, tag, answer } = line;
    const done = timesDone(store, line);
    const wasAcked = answer && acked.has(keys.get(answer.envelope_id));
    totals.done += done;
    totals.acked += wasAcked ? 1 : 0;
    if (done > 1) faults.push(`${kind} ${tag} was done ${done} times`);
    if (refusal.test(answer?.response?.text)) {
      totals.refused++;
      if (done) faults.push(`${kind} ${tag} was refused and done`);
    } else if (wasAcked && !done) {
      faults.push(`${kind} ${tag} was acknowledged and has no effect`);
    }
  }
}

// A mention is an event, whose envelopes do not say which: their numbers must fit.
function checkMentions(store, { envelopes }, typed, totals, faults) {
  const events = envelopes.filter(({ type }) => type === 'events_api');
  const acked = ackedKeys(events).size;
  const mentions = typed.filter(({ kind }) => kind === 'mention');
  const done = mentions.filter((line) => timesDone(store, line)).length;
  totals.acked += acked;
  if (done < acked) faults.push(`${acked} mentions were acknowledged and ${done} have an effect`);
}

// A call that had become pointless before it could be made, as a draft after the update.
const isExpired = ({ state, expires_ms, answer }) =>
  state === 'dead' && expires_ms > 0 && JSON.parse(answer).error === 'expired';

// Every call of the outbox has ended well, and what should stand in Slack stands there once. A
// message to one person cannot be looked up, so that one may stand twice after a lost answer, but
// no more often than it was sent.
function checkOutbox(store, { messages }, totals, faults) {
  const standing = new Map();
  for (const message of messages.filter(opOf))
    standing.set(opOf(message), [...(standing.get(opOf(message)) ?? []), message]);
  for (const row of store.outbox) {
    const found = standing.get(row.op) ?? [];
    standing.delete(row.op);
    if (isExpired(row)) totals.expired++;
    else if (row.state !== 'done') faults.push(`call ${row.id} (${row.method}) is ${row.state}`);
    if (row.method !== 'chat.postMessage') continue;
    totals.posts++;
    if (found.length === 0 && !isExpired(row))
      faults.push(`post ${row.id} of ${row.lane} is not in Slack`);
    if (found.length < 2) continue;
    if (found.length > row.attempts)
      faults.push(`post ${row.id} stands ${found.length} times, sent ${row.attempts} times`);
    else if (row.lane.startsWith('person:')) totals.possibleDoubles++;
    else faults.push(`post ${row.id} of ${row.lane} stands ${found.length} times`);
  }
  for (const op of standing.keys()) faults.push(`a message with the unknown id ${op} stands`);
}

// What was done in public is told: a row for the thread or the announcement has the words.
function checkTold(store, typed, faults) {
  const bodies = store.outbox.filter(({ method }) => method === 'chat.postMessage');
  for (const line of typed.filter(({ kind }) => ['update', 'impact', 'declare'].includes(kind)))
    if (timesDone(store, line) && !bodies.some(({ body }) => body.includes(line.tag)))
      faults.push(`${line.kind} ${line.tag} was done and told to nobody`);
}

// In Slack the messages of a lane have the order of its rows.
function checkOrder(store, { messages }, faults) {
  const rows = new Map(store.outbox.map((row) => [row.op, row]));
  const newest = new Map();
  const inOrder = messages.filter((message) => rows.has(opOf(message)));
  inOrder.sort((a, b) => Number(a.ts) - Number(b.ts));
  for (const message of inOrder) {
    const { id, lane } = rows.get(opOf(message));
    if (id < (newest.get(lane) ?? 0)) faults.push(`post ${id} of ${lane} came after a later one`);
    newest.set(lane, id);
  }
}

// The card of every incident says what is true by now.
function checkCards(store, { messages }, faults) {
  for (const { title, impact, card_ts } of store.incidents) {
    const card = messages.find(({ ts, channel }) => ts === card_ts && channel === 'C0INCIDENTS');
    if (!card) faults.push(`the card of ${title} is not in Slack`);
    else if (!JSON.stringify(card).includes(impact)) faults.push(`the card of ${title} is old`);
  }
}

// typed: what people.mjs remembers; the daemon has come to rest. → { totals, faults }
export async function compare(slack, file, typed) {
  const totals = { typed: typed.length, acked: 0, done: 0, refused: 0 };
  Object.assign(totals, { posts: 0, expired: 0, possibleDoubles: 0 });
  const faults = [];
  const store = await readStore(file);
  const seen = await readSlack(slack);
  checkEffects(store, seen, typed, totals, faults);
  checkMentions(store, seen, typed, totals, faults);
  checkOutbox(store, seen, totals, faults);
  checkTold(store, typed, faults);
  checkOrder(store, seen, faults);
  checkCards(store, seen, faults);
  return { totals, faults };
}

// The lines that were answered in time, as their people saw it, and not done once. → their tags
export async function linesBroken(file, typed) {
  const store = await readStore(file);
  const isOnce = (line) => timesDone(store, line) === 1;
  const answered = typed.filter(({ answer }) => answer?.error === null);
  return answered.filter((line) => !isOnce(line)).map(({ tag }) => tag);
}
