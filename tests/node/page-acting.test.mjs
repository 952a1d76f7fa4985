// Buttons, menus, shortcuts and reactions on the page of the local Slack.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SocketModeClient } from '@slack/socket-mode';
import { plainText, option, actionsBlock, button } from './support/blocks.mjs';
import {
  WINDOW,
  app,
  messages,
  openAs,
  post,
  said,
  slack,
  type,
  servePage,
} from './support/page.mjs';
import { appToken, botToken, startSlacksim, until } from './support/slacksim.mjs';

servePage();

test('a button press is delivered', async () => {
  const pressed = new Promise((resolve) =>
    app.on('interactive', async (body, ack) => (await ack(), resolve(body))),
  );
  const page = await openAs('dave');
  await post([actionsBlock(button('take', 'Take the lead', { style: 'primary' }))]);
  await page.getByRole('button', { name: 'Take the lead' }).click();
  const body = await pressed;
  assert.equal(body.type, 'block_actions');
  assert.equal(body.user.id, 'U0DAVE');
  assert.equal(body.actions[0].action_id, 'take');
  assert.equal(body.actions[0].block_id, 'row');
  assert.equal(body.actions[0].value, 'value of take');
});

test('a button with a question acts only on yes', async () => {
  const pressed = [];
  app.on(
    'interactive',
    async (body, ack) => (await ack(), pressed.push(body.actions[0].action_id)),
  );
  const page = await openAs('alice');
  const confirm = {
    title: plainText('Resolve it?'),
    text: plainText('Everybody will be told.'),
    confirm: plainText('Resolve'),
    deny: plainText('Keep it open'),
  };
  await post([
    actionsBlock(
      button('resolve', 'Resolve now', { style: 'danger', confirm }),
      button('after', 'Something else'),
    ),
  ]);
  await page.getByRole('button', { name: 'Resolve now' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it open' }).click();
  await page.getByRole('button', { name: 'Something else' }).click();
  await page.getByRole('button', { name: 'Resolve now' }).click();
  await page.getByRole('dialog').getByText('Everybody will be told.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Resolve', exact: true }).click();
  await until(() => pressed.length === 2);
  assert.deepEqual(pressed, ['after', 'resolve']);
});

test('choices in a message are delivered', async () => {
  const actions = [];
  app.on('interactive', async (body, ack) => (await ack(), actions.push(body.actions[0])));
  const page = await openAs('alice');
  await post([
    actionsBlock(
      {
        type: 'static_select',
        action_id: 'level',
        placeholder: plainText('Severity'),
        options: [option('1', 'SEV1'), option('2', 'SEV2')],
      },
      { type: 'users_select', action_id: 'lead', placeholder: plainText('Lead') },
      {
        type: 'overflow',
        action_id: 'more',
        options: [option('rename', 'Rename'), option('archive', 'Archive')],
      },
      { type: 'datepicker', action_id: 'day' },
    ),
  ]);
  await page.getByRole('combobox', { name: 'Severity' }).selectOption('2');
  await page.getByRole('combobox', { name: 'Lead' }).selectOption('U0CAROL');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await page.getByLabel('Choose a date').fill('2030-01-31');
  await until(() => actions.length === 4);
  const byId = Object.fromEntries(actions.map((action) => [action.action_id, action]));
  assert.equal(byId.level.selected_option.value, '2');
  assert.equal(byId.lead.selected_user, 'U0CAROL');
  assert.equal(byId.more.selected_option.value, 'archive');
  assert.equal(byId.day.selected_date, '2030-01-31');
});

test('a press that nobody answered says so at the button', async () => {
  app.on('interactive', () => {});
  await slack.control('config', { ack_deadline_ms: 200 });
  const page = await openAs('alice');
  await post([actionsBlock(button('take', 'Take the lead'))]);
  await page.getByRole('button', { name: 'Take the lead' }).click();
  await messages(page).getByRole('alert').filter({ hasText: 'operation_timeout' }).waitFor();
});

const workspaceWithShortcut = {
  users: [{ id: 'U0EVE', name: 'eve' }],
  channels: [{ id: 'C0OPS', name: 'ops', members: ['eve'] }],
  apps: [
    {
      id: 'A0INCIDENTD',
      name: 'incidentd',
      app_token: appToken,
      bot_token: botToken,
      bot_id: 'B0INCIDENTD',
      bot_user: { id: 'U0INCIDENTD', name: 'incidentd' },
      shortcuts: [{ name: 'Declare from this', callback_id: 'declare_from' }],
    },
  ],
};

test('a message shortcut of the workspace is offered and delivered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slacksim-page-'));
  const file = join(folder, 'workspace.json');
  await writeFile(file, JSON.stringify(workspaceWithShortcut));
  const own = await startSlacksim('--workspace', file);
  const socket = new SocketModeClient({ appToken, clientOptions: { slackApiUrl: own.api } });
  const chosen = new Promise((resolve) =>
    socket.on('interactive', async ({ body, ack }) => (await ack(), resolve(body))),
  );
  await socket.start();
  const { ts } = await own.control('message', {
    channel: 'ops',
    user: 'eve',
    text: 'the disk is full',
  });
  const page = await openAs('eve', 'ops', WINDOW, own.url);
  await said(page, 'the disk is full').hover();
  await page.getByRole('button', { name: 'Message shortcuts' }).click();
  await page.getByRole('menuitem', { name: 'Declare from this' }).click();
  const body = await chosen;
  assert.equal(body.type, 'message_action');
  assert.equal(body.callback_id, 'declare_from');
  assert.equal(body.message.ts, ts);
  assert.equal(body.channel.id, 'C0OPS');
  await socket.disconnect();
  await own.stop();
  await rm(folder, { recursive: true });
});

test('a reaction is added and taken back', async () => {
  const [alice, bob] = [await openAs('alice'), await openAs('bob')];
  await type(alice, 'shipped');
  await said(alice, 'shipped').hover();
  await alice.getByRole('button', { name: 'Add a reaction' }).click();
  await alice.getByRole('menuitem', { name: 'eyes' }).click();
  const chip = (page) => said(page, 'shipped').getByRole('button', { name: /^eyes/ });
  await chip(bob).click();
  await alice.getByRole('button', { name: 'eyes, 2', pressed: true }).click();
  await bob.getByRole('button', { name: 'eyes, 1', pressed: true }).waitFor();
});

test('what the app offers everywhere is in a menu beside the message field', async () => {
  const chosen = new Promise((resolve) =>
    app.on('interactive', async (body, ack) => (await ack(), resolve(body))),
  );
  const page = await openAs('alice');
  await page.getByRole('button', { name: 'Shortcuts', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Declare an incident' }).click();
  const body = await chosen;
  assert.equal(body.type, 'shortcut');
  assert.equal(body.callback_id, 'incident_declare');
});

test('who wrote a message can edit and delete it, and nobody else', async () => {
  const [alice, bob] = [await openAs('alice'), await openAs('bob')];
  const choose = async (page, text, name) => {
    await said(page, text).hover();
    await page.getByRole('button', { name: 'Message shortcuts' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await type(alice, 'ask @bob about the dsk');
  await choose(alice, 'about the dsk', 'Edit message');
  const field = alice.getByRole('textbox', { name: 'The message' });
  assert.equal(await field.inputValue(), 'ask @bob about the dsk');
  await field.fill('ask @bob about the disk');
  await alice.getByRole('button', { name: 'Save' }).click();
  await said(bob, 'about the disk').getByText('(edited)').waitFor();
  await said(bob, 'about the disk').hover();
  await bob.getByRole('button', { name: 'Message shortcuts' }).click();
  assert.equal(await bob.getByRole('menuitem', { name: 'Delete message' }).count(), 0);
  await choose(alice, 'about the disk', 'Delete message');
  await alice.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await said(bob, 'about the disk').waitFor({ state: 'detached' });
});
