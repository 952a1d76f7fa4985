// The page of the local Slack in a browser, with an app of its own connected behind it.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';
import { chromium } from 'playwright-core';
import { appToken, botToken, startSlacksim } from './slacksim.mjs';
import { updateForm } from './blocks.mjs';

const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const WINDOW = {
  viewport: { width: 1280, height: 800 },
  locale: 'en-GB',
  timezoneId: 'Pacific/Chatham',
};
const PATIENCE_MS = 8000;
export const PHONE = {
  ...WINDOW,
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

export let slack;
let browser;
export let app; // { web, socket, on(kind, handler) }
let contexts = [];

// Each test begins with a workspace as at the start, in which the app is in #incidents, and must
// leave no error in a page's script behind. To be called once by a file of tests.
export function servePage() {
  before(async () => {
    slack = await startSlacksim();
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: CHROMIUM_ARGS,
    });
    app = await connectApp();
  });

  after(async () => {
    await app?.socket.disconnect();
    await browser?.close();
    await slack?.stop();
  });

  beforeEach(async () => {
    await slack.control('reset');
    app.handlers.clear();
    await app.web.conversations.join({ channel: 'C0INCIDENTS' });
  });

  afterEach(async () => {
    const broken = contexts.flatMap((context) => context.pages()).flatMap((page) => page.broken);
    for (const context of contexts) await context.close();
    contexts = [];
    assert.deepEqual(broken, [], "errors in the page's script");
  });
}

// An app that answers each kind of envelope by the handler set for it, or with an empty ack.
async function connectApp() {
  const web = new WebClient(botToken, { slackApiUrl: slack.api });
  const socket = new SocketModeClient({ appToken, clientOptions: { slackApiUrl: slack.api } });
  const handlers = new Map();
  socket.on('slack_event', async ({ type, body, ack }) => {
    const handler = handlers.get(type);
    if (handler) await handler(body, ack);
    else await ack();
  });
  await socket.start();
  return { web, socket, handlers, on: (type, handler) => handlers.set(type, handler) };
}

// A window of one person; what it asked of any server is in page.requested.
export async function openAs(person, place = 'incidents', options = WINDOW, url = slack.url) {
  const context = await browser.newContext(options);
  contexts.push(context);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.requested = [];
  page.broken = [];
  page.on('request', (request) => page.requested.push(request.url()));
  page.on('pageerror', (error) => page.broken.push(error.message));
  await page.goto(`${url}/#${person}/${place}`);
  await readBy(page, person);
  return page;
}

// Waits until the window shows what this person reads.
export function readBy(page, person) {
  return page
    .getByRole('radio', { name: person, checked: true, includeHidden: true })
    .waitFor({ state: 'attached' });
}

export const composer = (page) => page.getByRole('combobox', { name: /^Message / });

export async function type(page, text) {
  await composer(page).fill(text);
  await composer(page).press('Escape');
  await composer(page).press('Enter');
}

export const messages = (page) => page.getByRole('list', { name: 'Messages', exact: true });

export function said(page, text) {
  return messages(page).locator('.message').filter({ hasText: text });
}

export function post(blocks, text = 'blocks', channel = 'C0INCIDENTS') {
  return app.web.chat.postMessage({ channel, text, blocks });
}

// Every command opens the form of blocks.mjs.
export function openFormOnCommand() {
  app.on('slash_commands', async (body, ack) => {
    await ack();
    await app.web.views.open({ trigger_id: body.trigger_id, view: updateForm() });
  });
}
