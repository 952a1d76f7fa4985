// The official clients against the local Slack with a certificate: https and wss.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { LogLevel, SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';

import { makeCertificate } from './support/certificate.mjs';
import { appToken, botToken, startSlacksim, until } from './support/slacksim.mjs';

const channel = 'C0INCIDENTS';
let folder;
let slack;
let api;
let agent;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slacksim-tls-'));
  const { cert, key } = await makeCertificate(folder);
  slack = await startSlacksim('--cert', cert, '--key', key);
  api = `https://localhost:${new URL(slack.url).port}/api/`;
  agent = new Agent({ ca: await readFile(cert) });
});

after(async () => {
  await slack?.stop();
  await rm(folder, { recursive: true });
});

const webClient = (options) =>
  new WebClient(botToken, {
    slackApiUrl: api,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
    ...options,
  });

test('the Web API is spoken over https', async () => {
  assert.match(slack.url, /^https:/);
  const web = webClient({ agent });
  assert.equal((await web.auth.test()).user_id, 'U0INCIDENTD');
  await web.conversations.join({ channel });
  const text = 'ä'.repeat(30_000); // more than one TLS record
  const { ts } = await web.chat.postMessage({ channel, text });
  const { messages } = await web.conversations.history({ channel, latest: ts, inclusive: true });
  assert.equal(messages[0].text, text);
});

test('a client that does not know the certificate sends nothing', async () => {
  await assert.rejects(webClient({}).auth.test(), /self-signed certificate/);
});

test('Socket Mode is spoken over wss, and comes back after a reset connection', async () => {
  const client = new SocketModeClient({
    appToken,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: api, agent },
  });
  const web = webClient({ agent });
  const heard = [];
  const opened = [];
  client.on('authenticated', ({ url }) => opened.push(url));
  client.on('message', async ({ ack, event }) => {
    heard.push(event.text);
    await ack();
  });
  await client.start();
  await web.conversations.join({ channel });
  await web.chat.postMessage({ channel, text: 'over wss' });
  await until(() => heard.includes('over wss'));
  assert.match(opened[0], /^wss:\/\/localhost:\d+\/link\//);

  const again = new Promise((resolve) => client.once('connected', resolve));
  await slack.control('fault', { kind: 'rst_tcp' });
  await again;
  await slack.control('fault', { kind: 'split_bytes' });
  await web.chat.postMessage({ channel, text: 'byte by byte' });
  await until(() => heard.includes('byte by byte'));
  await client.disconnect();
});
