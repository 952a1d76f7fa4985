// The daemon's forms in a browser, with mouse and keyboard, on the page of the local Slack.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAs, PHONE, said, servePage, type, WINDOW } from './support/page.mjs';
import { newWorld } from './support/world.mjs';

servePage();

async function begin(t, person = 'alice', options = WINDOW) {
  const it = await newWorld(t);
  await it.daemon.connected();
  const page = await openAs(person, 'incidents', options, it.slack.url);
  return { it, page, dialog: (name) => page.getByRole('dialog', { name }) };
}

test('an incident is declared and resolved with forms only', async (t) => {
  const { it, page, dialog } = await begin(t);
  await type(page, '/incident declare');
  const declare = dialog('Declare an incident');
  await declare.getByLabel('What is broken?').fill('checkout is down');
  await declare.getByRole('radio', { name: /SEV-1/ }).check();
  await declare.getByLabel(/Who notices/).fill('nobody can pay');
  await declare.getByRole('button', { name: 'Declare it' }).click();
  await declare.waitFor({ state: 'hidden' });
  await it.sees('INCIDENT DECLARED: SEV-1');
  await said(page, 'is declared').waitFor();

  await type(page, '/incident resolve');
  const resolve = dialog('Resolve');
  await resolve.getByLabel('What fixed it?').fill('rolled back release 42');
  await resolve.getByRole('button', { name: 'Resolve it' }).click();
  await resolve.waitFor({ state: 'hidden' });
  await it.sees('RESOLVED: SEV-1');
});

test('the keyboard is enough', async (t) => {
  const { it, page, dialog } = await begin(t);
  await type(page, '/incident declare checkout is down');
  const declare = dialog('Declare an incident');
  const title = declare.getByLabel('What is broken?');
  await title.waitFor();
  assert.equal(await title.inputValue(), 'checkout is down');
  await title.focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' again');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await title.focus();
  await page.keyboard.press('Enter');
  await declare.waitFor({ state: 'hidden' });
  await it.sees('checkout is down again');
});

test('what was written into a form that was closed stands in it again', async (t) => {
  const { it, page, dialog } = await begin(t, 'bob', PHONE);
  await it.type('alice', 'declare sev2 search is slow');
  await type(page, '/incident update');
  const update = dialog('Update');
  await update.getByLabel('What is new?').pressSequentially('the index is rebuilt');
  await page.keyboard.press('Escape');
  await update.waitFor({ state: 'hidden' });
  const told = said(page, 'without sending it');
  await told.getByRole('button', { name: 'Go on with it' }).click();
  await update.getByText('did not send').waitFor();
  assert.equal(await update.getByLabel('What is new?').inputValue(), 'the index is rebuilt');
  await update.getByRole('button', { name: 'Post it' }).click();
  await it.sees('the index is rebuilt');
});

test('a second person reads at the field what the first one wrote meanwhile', async (t) => {
  const { it, page, dialog } = await begin(t, 'bob');
  await it.type('alice', 'declare sev2 search is slow');
  await type(page, '/incident update');
  const update = dialog('Update');
  await update.getByLabel('Next steps').fill('switch it off');
  await update.getByLabel('What is new?').fill('nothing helps');
  await it.type('alice', 'update next: rebuild the index');
  await update.getByRole('button', { name: 'Post it' }).click();
  await update.getByText('it is now “rebuild the index”').waitFor();
  assert.equal(await update.getByLabel('Next steps').getAttribute('aria-invalid'), 'true');
  assert.equal(await update.getByLabel('Next steps').inputValue(), 'switch it off');
  await update.getByRole('button', { name: 'Post it' }).click();
  await update.waitFor({ state: 'hidden' });
  await it.sees('switch it off');
});
