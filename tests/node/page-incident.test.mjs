// A whole incident on the page, with the daemon behind it: from the form that declares it to the
// details of its postmortem, by mouse or finger alone and by keyboard alone, wide and on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyboard, mouse } from './support/hands.mjs';
import { PHONE, WINDOW, composer, messages, openAs, readBy, servePage } from './support/page.mjs';
import { newWorld } from './support/world.mjs';

servePage();

// The draft of the update comes at once, and its time is far away.
const SETTINGS = {
  'severity.sev1.cadence': '60s',
  'promise.cadence_min': '1s',
  'promise.draft_before': '59s',
  'promise.call_after': '10s',
  'promise.holding_after': '20s',
};

// Controls on which a finger would slip: less than 44 pixels high or wide. Words of a sentence that
// lead somewhere are as high as the sentence, and a choice is its whole line.
function smallTargets() {
  const least = 44;
  return [...document.querySelectorAll('button, a[href], select, input, textarea, summary')]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }))
    .filter((node) => !node.closest('[inert]'))
    .map((node) => node.closest('.choice') ?? node)
    .filter((node) => !node.closest('.text, .context, .skip'))
    .map((node) => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => Math.round(Math.min(box.height, box.width)) < least)
    .map(({ node, box }) => `${box.width} × ${box.height}: ${node.outerHTML.slice(0, 120)}`);
}

async function play(t, handsOf, isPhone) {
  const it = await newWorld(t, SETTINGS);
  await it.daemon.connected();
  const page = await openAs('alice', 'incidents', isPhone ? PHONE : WINDOW, it.slack.url);
  const hands = handsOf(page, isPhone);
  const dialog = (name) => page.getByRole('dialog', { name });
  const button = (name, within = page) => within.getByRole('button', { name, exact: true });
  const card = () => messages(page).locator('.message', { hasText: 'INCIDENT DECLARED: SEV-1' });
  const menuItem = (name) => page.getByRole('menuitem', { name });
  const fitsFingers = async () => {
    if (isPhone) assert.deepEqual(await page.evaluate(smallTargets), []);
  };
  const openSidebar = async () => {
    if (!isPhone) return;
    await fitsFingers();
    await hands.press(page.getByRole('button', { name: /^People and channels/ }));
    await fitsFingers();
  };
  const goTo = async (list, name) => {
    await openSidebar();
    const places = page.getByRole('list', { name: list, exact: true });
    await hands.press(places.getByRole('button', { name }));
  };
  const sends = async (form, name) => {
    await fitsFingers();
    await hands.send(button(name, form));
    await form.waitFor({ state: 'hidden' });
  };

  // Declared with a form
  await hands.press(button('Shortcuts'));
  await hands.press(menuItem('Declare an incident'));
  const declare = dialog('Declare an incident');
  await hands.press(declare.getByRole('radio', { name: /SEV-1/ }));
  await hands.write(declare.getByLabel('What is broken?'), 'checkout is down');
  await sends(declare, 'Declare it');

  // Taken
  await hands.press(button("I'm on it", card()));
  await button('Update…', card()).waitFor();

  // Updated, in the form behind the draft
  await it.sees('here is a draft', 'alice');
  await goTo('Direct messages', /^incidentd/);
  await hands.press(button('Change it…'));
  const update = dialog('Update');
  await hands.write(update.getByLabel('What is new?'), 'rolled back, errors are falling');
  await sends(update, 'Post it');
  await it.sees('rolled back, errors are falling');

  // Handed over, and accepted
  await goTo('Channels', /^incidents/);
  await hands.press(button('More actions', card()));
  await hands.press(menuItem('Hand over…'));
  const handoff = dialog('Hand a role over');
  await hands.choose(handoff.getByLabel('Who takes it?'), '@bob');
  await hands.write(handoff.getByLabel('What do they need to know?'), 'the rollback is running');
  await sends(handoff, 'Ask them');
  await openSidebar();
  await hands.press(page.getByRole('radio', { name: 'bob' }));
  await readBy(page, 'bob');
  await goTo('Direct messages', /^incidentd/);
  await hands.press(button('Accept'));

  // Resolved
  await goTo('Channels', /^incidents/);
  await card().getByText('@bob').first().waitFor();
  await hands.press(button('More actions', card()));
  await hands.press(menuItem('Resolve…'));
  const resolve = dialog('Resolve');
  await hands.write(resolve.getByLabel('What fixed it?'), 'rolled back release 42');
  await sends(resolve, 'Resolve it');
  await it.sees('RESOLVED: SEV-1');

  // Remembered
  await hands.write(composer(page), '/incident postmortem details');
  await hands.send(button('Send'));
  const details = dialog('Postmortem details');
  await hands.write(details.getByLabel('Root cause'), 'a migration that was never tried');
  await sends(details, 'Keep them');
}

for (const [name, handsOf] of [
  ['the mouse', mouse],
  ['the keyboard', keyboard],
])
  for (const isPhone of [false, true])
    test(`a whole incident needs no more than ${name}${isPhone ? ' on a phone' : ''}`, (t) =>
      play(t, handsOf, isPhone));
