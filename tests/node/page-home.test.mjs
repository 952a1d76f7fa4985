// The App Home and the buttons of cards and prompts: the daemon itself behind the page.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { WINDOW, messages, openAs, servePage } from './support/page.mjs';
import { world } from './support/world.mjs';

servePage();

describe('the App Home', () => {
  const it = world({ 'promise.draft_before': '0s' });

  const homeOf = async (person) => {
    const page = await openAs(person, 'incidentd', WINDOW, it.slack.url);
    await page.getByRole('tab', { name: 'Home' }).click();
    return page;
  };
  const home = (page) => page.locator('#home');

  test('says that nothing is owed and what to type, before anything has happened', async () => {
    const page = await homeOf('carol');
    await home(page).getByText('Nothing right now.').waitFor();
    await home(page).getByText('No incident is open.').waitFor();
    await home(page).getByText('SEV-1', { exact: true }).waitFor();
    await home(page).getByRole('button', { name: 'Declare an incident…' }).waitFor();
  });

  test('shows an incident while one looks at it, and each change of it', async () => {
    const page = await homeOf('carol');
    await home(page).getByText('No incident is open.').waitFor();
    await it.type('alice', 'declare sev1 checkout is down');
    await home(page).getByText('checkout is down').waitFor({ timeout: 20_000 });
    await it.type('alice', 'status mitigating');
    await home(page).getByText(/Mitigating · began/).waitFor({ timeout: 20_000 });
  });

  test('answers what is pressed on it, and shows what is owed no more', async () => {
    const page = await homeOf('alice');
    const debt = home(page).getByText('an acknowledgement of');
    await debt.waitFor();
    await home(page).getByRole('button', { name: /^Acknowledge/ }).click();
    await home(page).getByText('you have acknowledged it').waitFor();
    await debt.waitFor({ state: 'detached' });
  });

  test('leads to what the card leads to as well', async () => {
    const page = await homeOf('bob');
    await home(page).getByRole('button', { name: 'More actions' }).first().click();
    await page.getByRole('menuitem', { name: 'Show everything' }).click();
    await home(page).getByText('Last events:').waitFor();
  });

  test('has a card whose menu says what else can be done', async () => {
    const page = await openAs('bob', 'incidents', WINDOW, it.slack.url);
    const card = messages(page).locator('.message').filter({ hasText: 'INCIDENT DECLARED' });
    await card.getByRole('button', { name: 'Update…' }).waitFor();
    await card.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Be the deputy' }).click();
    await card.getByText('@bob').waitFor();
    const { views } = await it.slack.look('state');
    assert.ok(views.filter(({ view }) => view.type === 'home').length >= 3);
  });
});
