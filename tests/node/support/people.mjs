// People of a local Slack who type commands all the time, and remember what they typed.
import { setTimeout as pause } from 'node:timers/promises';

// What a person may type about an incident; the tag makes it unique.
const lines = {
  note: (incident, tag) => `note ${incident} ${tag}`,
  mention: (incident, tag) => `@incidentd note ${incident} ${tag}`,
  update: (incident, tag) => `update ${incident} ${tag}`,
  impact: (incident, tag) => `impact ${incident} ${tag}`,
  declare: (incident, tag) => `declare sev3 ${tag}`,
};
// How often they type what. Most lines are notes, because Slack takes one post a second for a channel
// (https://docs.slack.dev/apis/web-api/rate-limits).
export const mostlyNotes = { note: 86, mention: 6, update: 4, impact: 2, declare: 2 };

// A workspace file's content, with so many people in one channel.
export function workspaceOf(count) {
  const users = Array.from({ length: count }, (_, i) => ({ id: `U0P${i}`, name: `person${i}` }));
  return {
    users,
    channels: [{ id: 'C0INCIDENTS', name: 'incidents', members: users.map(({ name }) => name) }],
    apps: [
      {
        id: 'A0INCIDENTD',
        name: 'incidentd',
        app_token: 'xapp-test-token',
        bot_token: 'xoxb-test-token',
        bot_id: 'B0INCIDENTD',
        bot_user: { id: 'U0INCIDENTD', name: 'incidentd' },
        commands: [{ command: '/incident', should_escape: true }],
        events: ['app_mention'],
      },
    ],
  };
}

// Lets every person type about the incidents, each line one to three seconds after the one before,
// kinds of lines as often as weights says.
// → { typed, next(), stop() }: typed holds { kind, tag, answer } (no answer: a mention), next()
// waits for the next line, stop() for the last answers
export function letPeopleType(slack, random, count, incidents, weights = mostlyNotes) {
  const typed = [];
  let wake = () => {};
  let typing = new Promise((resolve) => (wake = resolve));
  let stopped = false;

  async function typeOne(user) {
    const kind = random.weighted(weights);
    const tag = `tag-${String(typed.length).padStart(6, '0')}`;
    const entry = { kind, tag };
    typed.push(entry);
    const text = lines[kind](random.pick(incidents), tag);
    wake();
    typing = new Promise((resolve) => (wake = resolve));
    if (kind === 'mention') await slack.control('message', { channel: 'incidents', user, text });
    else entry.answer = await slack.command(user, text);
  }

  async function live(user) {
    for (await pause(random.below(2000)); !stopped; await pause(random.between(1000, 3000)))
      await typeOne(user);
  }

  const lives = Array.from({ length: count }, (_, i) => live(`person${i}`));
  return {
    typed,
    next: () => typing,
    stop: () => ((stopped = true), Promise.all(lives)),
  };
}
