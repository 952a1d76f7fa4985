// The neighbour for bench/ack.mjs: Slack's own framework doing what incidentd does with a note, in
// memory. It takes the note down in a Map and answers with it in the acknowledgement.
import bolt from '@slack/bolt';

const timelines = new Map();

function note(incident, line) {
  if (!timelines.has(incident)) timelines.set(incident, []);
  timelines.get(incident).push(line);
}

const app = new bolt.App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: bolt.LogLevel.ERROR,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});

app.command('/bolt', async ({ command, ack }) => {
  const text = command.text.replace(/^note /, '');
  note('INC-001', { who: command.user_id, at: Date.now(), text });
  await ack({ text: `INC-001: on the timeline: ${text}` });
});

await app.start();
