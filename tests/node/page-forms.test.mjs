// Modals on the page of the local Slack.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionsBlock, button, plainText, updateForm } from './support/blocks.mjs';
import { app, openAs, openFormOnCommand, said, type, servePage } from './support/page.mjs';

servePage();

test('a modal is filled and its errors are shown', async () => {
  openFormOnCommand();
  const submitted = [];
  app.on('interactive', async (body, ack) => {
    submitted.push(body);
    const { what } = body.view.state.values;
    if (what.a.value.length < 10)
      await ack({ response_action: 'errors', errors: { what: 'Say a little more.' } });
    else await ack();
  });
  const page = await openAs('alice');
  await type(page, '/incident update');
  const dialog = page.getByRole('dialog', { name: 'Post an update' });
  await dialog.waitFor();

  await dialog.getByRole('button', { name: 'Post' }).click();
  await dialog.getByText('Please fill this in.').first().waitFor();
  assert.equal(submitted.length, 0);

  await dialog.getByLabel('What is known').fill('short');
  await dialog.getByLabel('Severity').selectOption('sev2');
  await dialog.getByLabel('Lead').selectOption('U0BOB');
  await dialog.getByLabel('Room').selectOption('C0GENERAL');
  await dialog.getByLabel('Day').fill('2030-02-01');
  await dialog.getByLabel('Hour').fill('14:05');
  await dialog.getByRole('radio', { name: 'Some' }).check();
  await dialog.getByRole('checkbox', { name: 'Page' }).check();
  await dialog.getByRole('checkbox', { name: 'Mail' }).check();
  await dialog.getByRole('button', { name: 'Post' }).click();
  await dialog.getByText('Say a little more.').waitFor();
  const field = dialog.getByLabel('What is known');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.equal(await field.inputValue(), 'short');

  await field.fill('Customers cannot pay by card.');
  await dialog.getByRole('button', { name: 'Post' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const { values } = submitted.at(-1).view.state;
  assert.equal(values.what.a.value, 'Customers cannot pay by card.');
  assert.equal(values.level.a.selected_option.value, 'sev2');
  assert.equal(values.lead.a.selected_user, 'U0BOB');
  assert.equal(values.room.a.selected_conversation, 'C0GENERAL');
  assert.equal(values.day.a.selected_date, '2030-02-01');
  assert.equal(values.hour.a.selected_time, '14:05');
  assert.equal(values.scope.a.selected_option.value, 'some');
  assert.deepEqual(
    values.also.a.selected_options.map((one) => one.value),
    ['page', 'mail'],
  );
});

test('a press in a modal carries all that was filled in', async () => {
  const look = actionsBlock(button('look', 'Look it up'));
  const form = { ...updateForm(), blocks: [...updateForm().blocks, look] };
  app.on('slash_commands', async (body, ack) => {
    await ack();
    await app.web.views.open({ trigger_id: body.trigger_id, view: form });
  });
  const pressed = new Promise((resolve) =>
    app.on('interactive', async (body, ack) => (await ack(), resolve(body))),
  );
  const page = await openAs('alice');
  await type(page, '/incident update');
  const dialog = page.getByRole('dialog', { name: 'Post an update' });
  await dialog.getByLabel('What is known').fill('Cards are refused.');
  await dialog.getByLabel('Severity').selectOption('sev2');
  await dialog.getByRole('button', { name: 'Look it up' }).click();
  const { values } = (await pressed).view.state;
  assert.equal(values.what.a.value, 'Cards are refused.');
  assert.equal(values.level.a.selected_option.value, 'sev2');
});

test('an input that tells of each letter keeps them all, and enter still sends the form', async () => {
  const [what] = updateForm().blocks;
  const told = { type: 'plain_text_input', action_id: 'a' };
  told.dispatch_action_config = { trigger_actions_on: ['on_character_entered'] };
  const form = { ...updateForm(), blocks: [{ ...what, dispatch_action: true, element: told }] };
  app.on('slash_commands', async (body, ack) => {
    await ack();
    await app.web.views.open({ trigger_id: body.trigger_id, view: form });
  });
  const heard = [];
  app.on('interactive', async (body, ack) => (heard.push(body), ack()));
  const page = await openAs('alice');
  await type(page, '/incident update');
  const dialog = page.getByRole('dialog', { name: 'Post an update' });
  await dialog.getByLabel(what.label.text).pressSequentially('down');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  assert.deepEqual(
    heard.map((body) => body.type),
    ['block_actions', 'block_actions', 'block_actions', 'block_actions', 'view_submission'],
  );
  assert.equal(heard.at(-1).view.state.values[what.block_id].a.value, 'down');
});

test('a modal closed with escape is told to the app', async () => {
  openFormOnCommand();
  const closed = new Promise((resolve) =>
    app.on('interactive', async (body, ack) => (await ack(), resolve(body.type))),
  );
  const page = await openAs('alice');
  await type(page, '/incident update');
  const dialog = page.getByRole('dialog', { name: 'Post an update' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await closed, 'view_closed');
});

test('a pushed view gives the one below back as it was filled', async () => {
  openFormOnCommand();
  const second = {
    type: 'modal',
    title: plainText('Are you certain'),
    close: plainText('Back'),
    blocks: [{ type: 'section', text: plainText('This is the second.') }],
  };
  app.on('interactive', (body, ack) =>
    ack(body.type === 'view_submission' ? { response_action: 'push', view: second } : undefined),
  );
  const page = await openAs('alice');
  await type(page, '/incident update');
  const first = page.getByRole('dialog', { name: 'Post an update' });
  await first.getByLabel('What is known').fill('Customers cannot pay.');
  await first.getByLabel('Severity').selectOption('sev1');
  await first.getByRole('button', { name: 'Post' }).click();
  await page
    .getByRole('dialog', { name: 'Are you certain' })
    .getByText('This is the second.')
    .waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await first.waitFor();
  assert.equal(await first.getByLabel('What is known').inputValue(), 'Customers cannot pay.');
  assert.equal(await first.getByLabel('Severity').inputValue(), 'sev1');
});

test('a modal is shown to the person who asked only', async () => {
  openFormOnCommand();
  const [alice, bob] = [await openAs('alice'), await openAs('bob')];
  await type(alice, '/incident update');
  await alice.getByRole('dialog', { name: 'Post an update' }).waitFor();
  await type(bob, 'still here');
  await said(bob, 'still here').waitFor();
  assert.equal(await bob.getByRole('dialog').count(), 0);
});
