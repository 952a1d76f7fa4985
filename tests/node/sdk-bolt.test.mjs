// The official framework against the local Slack: an app as its users write one.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import bolt from '@slack/bolt';

import { appToken, botToken, startSlacksim } from './support/slacksim.mjs';

const channel = 'C0INCIDENTS';
let slack;
let app;
const heard = [];

const text = (words) => ({ type: 'plain_text', text: words });

const modal = (title) => ({
  type: 'modal',
  callback_id: 'declare',
  title: text(title),
  submit: text('Declare'),
  close: text('Cancel'),
  notify_on_close: true,
  private_metadata: 'kept',
  blocks: [
    {
      type: 'input',
      block_id: 'title',
      label: text('What is wrong?'),
      element: { type: 'plain_text_input', action_id: 'text', max_length: 20 },
    },
    {
      type: 'input',
      block_id: 'severity',
      label: text('How bad?'),
      optional: true,
      element: {
        type: 'static_select',
        action_id: 'pick',
        options: ['sev1', 'sev2'].map((value) => ({ text: text(value), value })),
      },
    },
    {
      type: 'input',
      block_id: 'lead',
      label: text('Who leads?'),
      optional: true,
      element: { type: 'users_select', action_id: 'who' },
    },
  ],
});

function teach() {
  app.command('/incident', async ({ command, ack, client, respond, say }) => {
    heard.push(command);
    if (command.text === 'say') {
      await ack();
      await say('said');
      await respond({ text: 'responded', response_type: 'ephemeral' });
    } else if (command.text === 'button') {
      await ack();
      await client.chat.postMessage({
        channel: command.channel_id,
        text: 'a card',
        blocks: [
          {
            type: 'actions',
            block_id: 'row',
            elements: [{ type: 'button', action_id: 'take', value: '7', text: text('Take') }],
          },
        ],
      });
    } else {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal('New incident') });
    }
  });
  app.action('take', async ({ ack, action, body, respond }) => {
    await ack();
    heard.push({ action, body });
    await respond({ replace_original: true, text: `taken by ${body.user.name}` });
  });
  app.view('declare', async ({ ack, view, body }) => {
    heard.push({ view, body });
    const title = view.state.values.title.text.value;
    if (title === 'bad') await ack({ response_action: 'errors', errors: { title: 'Not that.' } });
    else if (title === 'more') await ack({ response_action: 'push', view: modal('One more') });
    else await ack();
  });
  app.view({ callback_id: 'declare', type: 'view_closed' }, async ({ ack, body }) => {
    heard.push(body);
    await ack();
  });
  app.shortcut('incident_declare', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: modal('By shortcut') });
  });
  app.event('app_mention', async ({ event, say }) => {
    heard.push(event);
    await say({ text: 'yes?', thread_ts: event.ts });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'section', text: text('Nothing is on fire.') }] },
    });
  });
  app.shortcut({ callback_id: 'incident_note', type: 'message_action' }, async (args) => {
    heard.push(args.shortcut);
    await args.ack();
    await args.respond({ text: `noted ${args.shortcut.message.text}` });
  });
  app.event('reaction_added', async ({ event }) => heard.push(event));
  app.event('reaction_removed', async ({ event }) => heard.push(event));
  app.message(bolt.subtype('message_changed'), async ({ message }) => heard.push(message));
  app.message(bolt.subtype('message_deleted'), async ({ message }) => heard.push(message));
  app.message('hello', async ({ message }) => heard.push(message));
}

before(async () => {
  slack = await startSlacksim();
  app = new bolt.App({
    token: botToken,
    appToken,
    socketMode: true,
    logLevel: bolt.LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.api },
  });
  teach();
  await app.start();
});

beforeEach(async () => {
  await slack.control('reset');
  await app.client.conversations.join({ channel });
  heard.length = 0;
});

after(async () => {
  await app.stop();
  await slack.stop();
});

const command = (words) => slack.command('alice', words);

const openView = () =>
  slack.until(
    async () => (await slack.look('state')).views.find(({ view }) => view.type === 'modal')?.view,
  );

const submit = (view, title, more = {}) =>
  slack.control('interact', {
    user: 'alice',
    view_id: view.id,
    values: { title: { text: title }, ...more },
  });

test('a command is answered in the channel and to the sender alone', async () => {
  await command('say');
  const shown = await slack.until(async () => {
    const all = await slack.messages();
    return all.some(({ text: words }) => words === 'responded') && all;
  });
  assert.equal(shown.at(-1).ephemeral_to, 'U0ALICE');
  assert.equal(shown.at(-2).text, 'said');
  assert.equal(heard[0].channel_name, 'incidents');
});

test('a button press carries the message and its answer replaces it', async () => {
  await command('button');
  const card = await slack.until(async () =>
    (await slack.messages()).find(({ text: t }) => t === 'a card'),
  );
  const settled = await slack.control('interact', {
    user: 'bob',
    channel: 'incidents',
    message_ts: card.ts,
    action_id: 'take',
  });
  assert.equal(settled.error, null);
  await slack.until(async () =>
    (await slack.messages()).some(({ text: t }) => t === 'taken by bob'),
  );
  const { action, body } = heard.find((one) => one.action);
  assert.equal(action.value, '7');
  assert.equal(action.block_id, 'row');
  assert.equal(body.message.ts, card.ts);
  assert.equal(body.container.type, 'message');
});

test('a modal is opened, filled, refused with an error under its input, and accepted', async () => {
  await command('form');
  const view = await openView();
  const incomplete = await slack.control('interact', {
    user: 'alice',
    view_id: view.id,
    values: {},
  });
  assert.equal(incomplete.error, 'incomplete');
  assert.deepEqual(Object.keys(incomplete.errors), ['title']);
  const refused = await submit(view, 'bad');
  assert.deepEqual(refused.response.errors, { title: 'Not that.' });
  assert.equal((await openView()).id, view.id, 'it stays open');
  const accepted = await submit(view, 'good', { severity: { pick: 'sev1' }, lead: { who: 'bob' } });
  assert.equal(accepted.error, null);
  const { values } = heard.at(-1).view.state;
  assert.equal(values.severity.pick.selected_option.value, 'sev1');
  assert.equal(values.lead.who.selected_user, 'U0BOB');
  assert.equal(heard.at(-1).view.private_metadata, 'kept');
  assert.deepEqual((await slack.look('state')).views, []);
});

test('modals are stacked at most three high, and closing tells the app', async () => {
  await command('form');
  let view = await openView();
  for (let depth = 2; depth <= 3; depth++) {
    assert.equal((await submit(view, 'more')).error, null);
    const { views } = await slack.look('state');
    assert.equal(views.length, depth);
    view = views.at(-1).view;
  }
  assert.equal((await submit(view, 'more')).error, 'push_limit_reached');
  await slack.control('interact', { user: 'alice', view_id: view.id, type: 'view_closed' });
  assert.equal(heard.at(-1).type, 'view_closed');
  assert.equal((await slack.look('state')).views.length, 2);
});

// Slack: sim-10
test('a trigger opens one view', async () => {
  await command('say');
  const { trigger_id } = heard[0];
  await app.client.views.open({ trigger_id, view: modal('First') });
  const second = app.client.views.open({ trigger_id, view: modal('Second') });
  await assert.rejects(second, (error) => error.data.error === 'exchanged_trigger_id');
});

// Slack: sim-10
test('a trigger that is too old opens nothing', async () => {
  await slack.control('config', { trigger_life_ms: 30 });
  await command('say');
  const { trigger_id } = heard[0];
  await new Promise((resolve) => setTimeout(resolve, 60));
  const late = app.client.views.open({ trigger_id, view: modal('Late') });
  await assert.rejects(late, (error) => error.data.error === 'expired_trigger_id');
});

test('a mention is heard besides its message, and answered in the thread', async () => {
  const { ts } = await slack.control('message', {
    channel: 'incidents',
    user: 'carol',
    text: 'hello @incidentd',
  });
  const reply = await slack.until(async () =>
    (await slack.messages()).find(({ text: t }) => t === 'yes?'),
  );
  assert.equal(reply.thread_ts, ts);
  await slack.until(() => heard.length >= 2);
  assert.deepEqual(heard.map(({ type }) => type).sort(), ['app_mention', 'message']);
  assert.equal(heard[0].text, 'hello <@U0INCIDENTD>');
});

test('a shortcut opens a modal, a reaction is heard, the Home tab is published', async () => {
  await slack.control('interact', {
    user: 'dave',
    type: 'shortcut',
    callback_id: 'incident_declare',
  });
  assert.equal((await openView()).title.text, 'By shortcut');
  const { ts } = await slack.control('message', {
    channel: 'incidents',
    user: 'bob',
    text: 'fire',
  });
  await slack.control('reaction', { user: 'bob', channel: 'incidents', ts, reaction: 'fire' });
  await slack.until(() => heard.some(({ type }) => type === 'reaction_added'));
  await slack.control('open-home', { user: 'dave' });
  await slack.until(async () =>
    (await slack.look('state')).views.some(({ view }) => view.type === 'home'),
  );
});

test('the menu of a message brings the message and an address for the answer', async () => {
  const { ts } = await slack.control('message', { channel, user: 'bob', text: 'disk full' });
  const settled = await slack.control('interact', {
    user: 'alice',
    type: 'message_action',
    callback_id: 'incident_note',
    channel,
    message_ts: ts,
  });
  assert.equal(settled.error, null);
  const answer = await slack.until(async () =>
    (await slack.messages()).find(({ text: t }) => t === 'noted disk full'),
  );
  assert.equal(answer.ephemeral_to, 'U0ALICE');
  const [shortcut] = heard;
  assert.equal(shortcut.message_ts, ts);
  assert.deepEqual(shortcut.channel, { id: channel, name: 'incidents' });
});

test('an edit, a deletion and a reaction that is taken back are heard as such', async () => {
  const file = { name: 'disk.log', content: 'no space left' };
  const { ts } = await slack.control('message', { channel, user: 'bob', text: 'dsk full', file });
  await slack.control('edit', { channel, user: 'bob', ts, text: 'disk full' });
  await slack.control('reaction', { channel, user: 'bob', ts, reaction: 'fire' });
  await slack.control('reaction', { channel, user: 'bob', ts, reaction: 'fire', remove: true });
  await slack.control('delete', { channel, user: 'bob', ts });
  await slack.until(() => heard.length >= 4);
  const of = (name) => heard.find(({ type, subtype }) => (subtype ?? type) === name);
  const changed = of('message_changed');
  assert.equal(changed.message.text, 'disk full');
  assert.equal(changed.previous_message.text, 'dsk full');
  assert.equal(changed.message.edited.user, 'U0BOB');
  assert.equal(changed.message.files[0].name, 'disk.log');
  assert.equal(of('reaction_removed').item.ts, ts);
  assert.equal(of('message_deleted').deleted_ts, ts);
});

test('nobody changes or deletes what somebody else wrote', async () => {
  const { ts } = await slack.control('message', { channel, user: 'bob', text: 'disk full' });
  const edit = await slack.control('edit', { channel, user: 'alice', ts, text: 'all is well' });
  assert.equal(edit.error, 'cant_update_message');
  const gone = await slack.control('delete', { channel, user: 'alice', ts });
  assert.equal(gone.error, 'cant_delete_message');
});

test('what was entered stays when the app updates the modal', async () => {
  await command('form');
  const view = await openView();
  await submit(view, 'bad', { severity: { pick: 'sev2' } });
  await app.client.views.update({ view_id: view.id, view: modal('Think again') });
  const accepted = await slack.control('interact', {
    user: 'alice',
    view_id: view.id,
    values: { title: { text: 'good' } },
  });
  assert.equal(accepted.error, null);
  const { values } = heard.at(-1).view.state;
  assert.equal(values.severity.pick.selected_option.value, 'sev2');
  assert.equal(heard.at(-1).view.title.text, 'Think again');
});
