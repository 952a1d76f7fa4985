// The official Web API client uploads files to the local Slack.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { WebClient } from '@slack/web-api';

import { botToken, startSlacksim } from './support/slacksim.mjs';

let slack;

before(async () => {
  slack = await startSlacksim();
});

beforeEach(async () => {
  await slack.control('reset');
  await client().conversations.join({ channel });
});

after(async () => {
  await slack.stop();
});

const client = () =>
  new WebClient(botToken, { slackApiUrl: slack.api, logLevel: 'error', retryConfig: { retries: 0 } });

const channel = 'C0INCIDENTS';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAADklEQVR4nGMQUDBgAGIAAsgAwfLXW5IAAAAASUVORK5CYII=',
  'base64',
);

const codeOf = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error.data?.error ?? error.message;
  }
  throw new Error('the call was not refused');
};

// Slack: sim-11, F30
test('filesUploadV2 puts a picture into a thread', async () => {
  const { ts } = await client().chat.postMessage({ channel, text: 'root' });
  await client().files.uploadV2({
    channel_id: channel,
    thread_ts: ts,
    initial_comment: 'the figures',
    file: png,
    filename: 'metrics.png',
    title: 'Metrics',
  });
  const { messages } = await client().conversations.replies({ channel, ts });
  assert.equal(messages[1].text, 'the figures');
  assert.equal(messages[1].user, 'U0INCIDENTD');
  const [file] = messages[1].files;
  assert.equal(file.title, 'Metrics');
  assert.equal(file.mimetype, 'image/png');
  assert.deepEqual([file.original_w, file.original_h], [3, 2]);
  const bytes = Buffer.from(await (await fetch(file.url_private)).arrayBuffer());
  assert.deepEqual(bytes, png);
  const info = await client().files.info({ file: file.id });
  assert.equal(info.file.shares.public[channel][0].ts, messages[1].ts);
});

// Slack: sim-11, F30
test('several files come in one message, and a text shows how it begins', async () => {
  await client().files.uploadV2({
    channel_id: channel,
    file_uploads: [
      { content: '# Draft\n', filename: 'draft.md', title: 'Draft' },
      { content: 'a,b\n', filename: 'table.csv' },
    ],
  });
  const { messages } = await client().conversations.history({ channel });
  assert.deepEqual(messages[0].files.map((file) => file.name).sort(), ['draft.md', 'table.csv']);
  const draft = messages[0].files.find((file) => file.name === 'draft.md');
  assert.equal(draft.preview, '# Draft\n');
  assert.equal((await client().files.list()).files.length, 2);
});

// The SDK calls the description alt_text, which is not its name in Slack's reference.
// Slack: sim-11, F30
test('a picture keeps its description', async () => {
  const { upload_url: url, file_id: id } = await client().files.getUploadURLExternal({
    filename: 'metrics.png',
    length: png.length,
    alt_txt: 'Two lines that fall',
  });
  await fetch(url, { method: 'POST', body: png });
  await client().files.completeUploadExternal({ files: [{ id }], channel_id: channel });
  const { messages } = await client().conversations.history({ channel });
  assert.equal(messages[0].files[0].alt_txt, 'Two lines that fall');
});

// Slack: sim-11, F30
test('a file is completed once, whole, and only where the app may post', async () => {
  const ask = (length) => client().files.getUploadURLExternal({ filename: 'a.txt', length });
  const complete = (id, more) =>
    client().files.completeUploadExternal({ files: [{ id }], channel_id: channel, ...more });
  assert.equal(await codeOf(ask(0)), 'invalid_arguments');
  const first = await ask(3);
  assert.equal(await codeOf(complete(first.file_id)), 'file_not_found', 'no byte came yet');
  assert.equal((await fetch(first.upload_url, { method: 'POST', body: 'four' })).status, 400);
  assert.equal((await fetch(first.upload_url, { method: 'POST', body: 'abc' })).status, 200);
  assert.equal((await fetch(first.upload_url, { method: 'POST', body: 'abc' })).status, 404);
  assert.equal(await codeOf(complete(first.file_id, { channel_id: 'C0GENERAL' })), 'not_in_channel');
  assert.equal(await codeOf(complete(first.file_id, { channel_id: 'U0ALICE' })), 'channel_not_found');
  await complete(first.file_id);
  assert.equal(await codeOf(complete(first.file_id)), 'file_not_found');
});

// Slack: sim-11, F30
test('a file goes to one person by way of their direct messages', async () => {
  const opened = await client().conversations.open({ users: 'U0ALICE' });
  await client().files.uploadV2({ channel_id: opened.channel.id, content: 'x', filename: 'x.txt' });
  const { messages } = await client().conversations.history({ channel: opened.channel.id });
  assert.equal(messages[0].files[0].name, 'x.txt');
});
