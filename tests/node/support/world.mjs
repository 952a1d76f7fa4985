// A world for a test: a local Slack, a daemon with its store, and people who type commands.
import { after, before } from 'node:test';
import { makeFolder, startIncidentd } from './incidentd.mjs';
import { startSlacksim, until } from './slacksim.mjs';

class World {
  // prepare(slack) runs before the daemon starts.
  async start(settings = {}, prepare = async () => {}) {
    this.settings = settings;
    this.folder = await makeFolder();
    this.slack = await startSlacksim();
    await prepare(this.slack);
    this.run();
  }

  run(more = {}) {
    this.daemon = startIncidentd(this.slack, this.folder, { ...this.settings, ...more });
  }

  async restart(more = {}) {
    this.run(more);
    await this.daemon.connected();
  }

  async end() {
    try {
      await this.daemon.stop();
    } finally {
      await this.slack.stop();
      await this.folder.remove();
    }
  }

  type(user, text, channel = 'general') {
    return this.slack.command(user, text, channel);
  }

  // Messages that the daemon posted.
  async messages(channel) {
    return (await this.slack.messages(channel)).filter((message) => message.bot_id);
  }

  async find(part, channel) {
    return (await this.messages(channel)).filter((message) => JSON.stringify(message).includes(part));
  }

  sees(part, channel) {
    return until(
      async () => (await this.find(part, channel))[0],
      `"${part}" in ${channel ?? 'incidents'}`,
    );
  }

  holdsOneSocket() {
    return until(async () => (await this.slack.look('state')).sockets.length === 1, 'one socket');
  }
}

// One for the tests of a group.
export function world(settings = {}) {
  const it = new World();
  before(async () => {
    await it.start(settings);
    await it.daemon.connected();
  });
  after(() => it.end());
  return it;
}

// One for a single test, t. The daemon may not be connected yet.
export async function newWorld(t, settings, prepare) {
  const it = new World();
  await it.start(settings, prepare);
  t.after(() => it.end());
  return it;
}
