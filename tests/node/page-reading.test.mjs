// What the page of the local Slack shows, to whom, and how news arrive.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText, option, actionsBlock, button } from './support/blocks.mjs';
import {
  PHONE,
  WINDOW,
  app,
  composer,
  messages,
  openAs,
  post,
  said,
  type,
  servePage,
} from './support/page.mjs';
import { startSlacksim } from './support/slacksim.mjs';

servePage();

test('an address without a place means #incidents, also when the app has written to somebody', async () => {
  await app.web.chat.postMessage({ channel: 'U0ALICE', text: 'You are needed.' });
  const page = await openAs('alice');
  await page.goto('about:blank');
  await page.goto(page.requested[0].split('#')[0]);
  await page.getByPlaceholder('Message #incidents').waitFor();
});

test('an ephemeral message is seen by its user only', async () => {
  const [alice, bob] = [await openAs('alice'), await openAs('bob')];
  await app.web.chat.postEphemeral({
    channel: 'C0INCIDENTS',
    user: 'U0ALICE',
    text: 'You lead now.',
  });
  await app.web.chat.postMessage({ channel: 'C0INCIDENTS', text: 'This is for all.' });
  await said(alice, 'You lead now.').getByText('Only visible to you').waitFor();
  await said(bob, 'This is for all.').waitFor();
  assert.equal(await bob.getByText('You lead now.').count(), 0);
});

test('markup in text is text', async () => {
  const page = await openAs('alice');
  const evil = "<script>document.title='owned'</script><img src=x onerror=alert(1)>";
  await type(page, evil);
  await post([{ type: 'header', text: plainText(evil) }], evil);
  await said(page, evil).nth(1).waitFor();
  assert.equal(await page.locator('ol script, ol img').count(), 0);
  assert.match(await page.title(), /Local Slack$/);
});

test('message markup is drawn', async () => {
  const page = await openAs('alice');
  const text =
    '*bold* _it_ ~gone~ `code *x*` <https://status.example.com/x|status page> <@U0ALICE> <#C0GENERAL> <!here>\n' +
    '&gt; quoted\nafter &lt;b&gt; 2*3*4 <javascript:alert(1)|click> <!date^1700000000^{date_num} {time}|Nov 14> :no_such_thing:\n```a < b\n*c*```';
  await app.web.chat.postMessage({ channel: 'C0INCIDENTS', text });
  const message = messages(page).locator('.message .text').last();
  await message.locator('pre').waitFor();
  const textOf = (selector) => message.locator(selector).allInnerTexts();
  assert.deepEqual(await textOf('strong'), ['bold']);
  assert.deepEqual(await textOf('em'), ['it']);
  assert.deepEqual(await textOf('s'), ['gone']);
  assert.deepEqual(await textOf(':scope > code'), ['code *x*']);
  assert.deepEqual(await textOf('a'), ['status page']);
  assert.deepEqual(await textOf('.mention'), ['@alice', '#general', '@here']);
  assert.deepEqual(await textOf('blockquote'), ['quoted']);
  assert.deepEqual(await textOf('pre'), ['a < b\n*c*']);
  assert.deepEqual(await textOf('time'), ['2023-11-15 11:58']);
  assert.equal(await message.locator('time').getAttribute('title'), 'Nov 14');
  assert.match(await message.innerText(), /after <b> 2\*3\*4 <javascript:alert\(1\)\|click>/);
  assert.match(await message.innerText(), /:no_such_thing:/);
});

test('markup is text in a message that was sent without', async () => {
  const page = await openAs('alice');
  await app.web.chat.postMessage({ channel: 'C0INCIDENTS', text: '*not bold*', mrkdwn: false });
  await said(page, '*not bold*').waitFor();
});

test('a changed message says so and a deleted one goes', async () => {
  const page = await openAs('alice');
  const { ts } = await app.web.chat.postMessage({ channel: 'C0INCIDENTS', text: 'before' });
  await said(page, 'before').waitFor();
  await app.web.chat.update({ channel: 'C0INCIDENTS', ts, text: 'afterwards' });
  await said(page, 'afterwards').getByText('(edited)').waitFor();
  await app.web.chat.delete({ channel: 'C0INCIDENTS', ts });
  await said(page, 'afterwards').waitFor({ state: 'detached' });
});

test('a deleted message with replies stays as a line of nobody until the thread is gone', async () => {
  const page = await openAs('alice');
  const channel = 'C0INCIDENTS';
  const { ts } = await app.web.chat.postMessage({ channel, text: 'said too early' });
  const reply = await app.web.chat.postMessage({ channel, text: 'below', thread_ts: ts });
  await app.web.chat.delete({ channel, ts });
  const stone = said(page, 'This message was deleted.');
  await stone.getByRole('button', { name: /^1 reply/ }).click();
  await page.getByRole('list', { name: 'Messages of the thread' }).getByText('below').waitFor();
  assert.equal(await page.getByText('USLACKBOT').count(), 0);
  await stone.hover();
  assert.equal(await stone.getByRole('button', { name: 'Add a reaction' }).count(), 0);
  await app.web.chat.delete({ channel, ts: reply.ts });
  await stone.waitFor({ state: 'detached' });
});

test('half typed text and open menus survive news', async () => {
  const page = await openAs('alice');
  await post([
    actionsBlock({
      type: 'overflow',
      action_id: 'more',
      options: [option('a', 'First'), option('b', 'Second')],
    }),
  ]);
  await composer(page).fill('half a sen');
  await page.getByRole('button', { name: 'More actions' }).click();
  await app.web.chat.postMessage({ channel: 'C0INCIDENTS', text: 'something else' });
  await said(page, 'something else').waitFor();
  assert.ok(await page.getByRole('menuitem', { name: 'Second' }).isVisible());
  assert.equal(await composer(page).inputValue(), 'half a sen');
});

test('a new channel appears and its news are marked', async () => {
  const page = await openAs('alice');
  const { channel } = await app.web.conversations.create({ name: 'inc-1-checkout' });
  await app.web.conversations.invite({ channel: channel.id, users: 'U0ALICE' });
  await app.web.chat.postMessage({ channel: channel.id, text: 'Welcome to the incident.' });
  const place = page.getByRole('button', { name: /inc-1-checkout/ });
  await place.filter({ hasText: 'new messages' }).waitFor();
  await place.click();
  await said(page, 'Welcome to the incident.').waitFor();
  assert.equal(await place.filter({ hasText: 'new messages' }).count(), 0);
});

test('a private message of the app is marked and then shown as it comes', async () => {
  const [bob, alice] = [await openAs('bob'), await openAs('alice')];
  await app.web.chat.postMessage({ channel: 'U0BOB', text: 'You are on call.' });
  const place = bob.getByRole('button', { name: /^incidentd/ });
  await place.filter({ hasText: 'new messages' }).waitFor();
  await place.click();
  await said(bob, 'You are on call.').waitFor();
  await app.web.chat.postMessage({ channel: 'U0BOB', text: 'Your update is due.' });
  await said(bob, 'Your update is due.').waitFor();
  await type(bob, 'on it');
  await said(bob, 'on it').waitFor();
  assert.equal(
    await alice
      .getByRole('button', { name: /^incidentd/ })
      .filter({ hasText: 'new messages' })
      .count(),
    0,
  );
});

test('somebody called in private sees it on a phone, and where the news begin', async () => {
  const bob = await openAs('bob', 'incidentd', PHONE);
  await app.web.chat.postMessage({ channel: 'U0BOB', text: 'seen' });
  await said(bob, 'seen').waitFor();
  await bob.getByRole('button', { name: 'People and channels' }).click();
  await bob.getByRole('button', { name: /^#?incidents/ }).click();
  await composer(bob).and(bob.getByPlaceholder('Message #incidents')).waitFor();
  for (const text of ['You are needed.', 'Are you there?'])
    await app.web.chat.postMessage({ channel: 'U0BOB', text });
  await bob.getByRole('button', { name: 'People and channels, new messages' }).click();
  assert.match(await bob.title(), /^\* /);
  await bob.getByRole('button', { name: /^incidentd/ }).click();
  const news = messages(bob).locator('.day-new + .message');
  assert.equal(await news.locator('.text').innerText(), 'You are needed.');
  await bob.getByRole('button', { name: 'People and channels', exact: true }).waitFor();
  assert.match(await bob.title(), /^incidentd/);
});

test('the home tab is asked for and shown', async () => {
  app.on('events_api', async (body, ack) => {
    await ack();
    if (body.event.type !== 'app_home_opened') return;
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: `Good day <@${body.event.user}>` } },
    ];
    await app.web.views.publish({ user_id: body.event.user, view: { type: 'home', blocks } });
  });
  const page = await openAs('carol');
  await page.getByRole('button', { name: /^incidentd/ }).click();
  await page.getByRole('tab', { name: 'Home' }).click();
  await page.getByRole('tabpanel').getByText('Good day @carol').waitFor();
});

test('a restarted server is found again and typed text survives', async () => {
  const own = await startSlacksim();
  const port = new URL(own.url).port;
  const page = await openAs('alice', 'incidents', WINDOW, own.url);
  await composer(page).fill('half a sentence');
  await own.stop();
  await page.getByText('The local Slack does not answer.').waitFor();
  const again = await startSlacksim('--listen', `127.0.0.1:${port}`);
  await page.getByText('The local Slack does not answer.').waitFor({ state: 'hidden' });
  assert.equal(await composer(page).inputValue(), 'half a sentence');
  await composer(page).press('Enter');
  await said(page, 'half a sentence').waitFor();
  await again.stop();
});
