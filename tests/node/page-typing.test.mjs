// Typing on the page of the local Slack: messages, commands, threads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { option, button } from './support/blocks.mjs';
import { app, composer, messages, openAs, said, slack, type, servePage } from './support/page.mjs';
import { until } from './support/slacksim.mjs';

servePage();

test('a slash command typed on the page reaches the app', async () => {
  let body = null;
  app.on('slash_commands', async (received, ack) => {
    body = received;
    await ack({ text: 'Declared *INC-1*.' });
  });
  const page = await openAs('bob');
  await type(page, '/incident declare sev1 checkout is down');
  const answer = said(page, 'Declared INC-1.');
  await answer.waitFor();
  assert.equal(await answer.locator('strong').innerText(), 'INC-1');
  assert.equal(body.command, '/incident');
  assert.equal(body.text, 'declare sev1 checkout is down');
  assert.equal(body.user_id, 'U0BOB');
  assert.equal(body.channel_id, 'C0INCIDENTS');
  assert.equal(await composer(page).inputValue(), '');
});

test('what a command answers is in sight, also when the reader had scrolled up', async () => {
  const answer = Array.from({ length: 12 }, (_, i) => `line ${i}`).join('\n');
  app.on('slash_commands', (body, ack) => ack({ text: `${body.text}\n${answer}` }));
  const page = await openAs('alice');
  for (let i = 0; i < 8; i += 1) {
    if (i % 2) await page.locator('#scroller').evaluate((scroller) => (scroller.scrollTop = 0));
    await type(page, `/incident answer-${i}`);
    const last = said(page, `answer-${i}`).getByText('line 11');
    await last.waitFor();
    await until(() => last.evaluate((node) => node.getBoundingClientRect().bottom < innerHeight));
  }
});

test('the app is invited into a private channel, where it can write then', async () => {
  const channel = 'C0SECURITY';
  await assert.rejects(app.web.chat.postMessage({ channel, text: 'too early' }), /channel|not_in/);
  const alice = await openAs('alice', 'security-incidents');
  await type(alice, '/invite @nobody');
  await alice.getByRole('alert').filter({ hasText: 'there is nobody of that name' }).waitFor();
  await type(alice, '/invite @incidentd');
  await said(alice, '@incidentd has joined the channel').waitFor();
  await app.web.chat.postMessage({ channel, text: 'Keys are public.' });
  await said(alice, 'Keys are public.').waitFor();
  const carol = await openAs('carol');
  assert.equal(await carol.getByRole('button', { name: /security-incidents/ }).count(), 0);
});

test('an empty channel of incidents says what to type first', async () => {
  await slack.control('reset');
  const page = await openAs('alice');
  await page.getByRole('button', { name: /^\/incident declare sev1 checkout is down/ }).click();
  assert.equal(await composer(page).inputValue(), '/incident declare sev1 checkout is down');
  assert.ok(await composer(page).evaluate((field) => field === document.activeElement));
});

test('a slash offers the commands of the app', async () => {
  const page = await openAs('alice');
  await composer(page).pressSequentially('/inci');
  await page.getByRole('option', { name: /^\/incident/ }).waitFor();
  await composer(page).press('Tab');
  assert.equal(await composer(page).inputValue(), '/incident ');
});

test('a short command is sent although a longer one begins alike', async () => {
  const commands = [];
  app.on('slash_commands', async (body, ack) => (await ack(), commands.push(body.command)));
  const page = await openAs('alice');
  await composer(page).pressSequentially('/inc');
  await composer(page).press('Enter');
  await until(() => commands.length === 1);
  assert.deepEqual(commands, ['/inc']);
});

test('an unknown command is refused with the known ones and kept', async () => {
  const page = await openAs('alice');
  await type(page, '/incidnet declare sev1');
  await page.getByRole('alert').filter({ hasText: '/incident' }).waitFor();
  assert.equal(await composer(page).inputValue(), '/incidnet declare sev1');
  await type(page, '/var/log is full');
  await said(page, '/var/log is full').waitFor();
});

test('text of a command that nobody answered is handed back and can be recalled', async () => {
  app.on('slash_commands', () => {});
  await slack.control('config', { ack_deadline_ms: 200 });
  const page = await openAs('alice');
  await type(page, '/incident list everything');
  await page.getByRole('alert').filter({ hasText: 'operation_timeout' }).waitFor();
  assert.equal(await composer(page).inputValue(), '/incident list everything');
  await composer(page).fill('');
  await composer(page).press('ArrowUp');
  assert.equal(await composer(page).inputValue(), '/incident list everything');
});

test('a message is seen by everybody at once', async () => {
  const [alice, bob] = [await openAs('alice'), await openAs('bob')];
  await type(alice, 'is anybody else seeing this?');
  await said(bob, 'is anybody else seeing this?').waitFor();
  assert.match(await said(bob, 'anybody else').innerText(), /^A?\s*alice/);
  await bob
    .locator('#announcer')
    .filter({ hasText: 'alice: is anybody else seeing this?' })
    .waitFor({ state: 'attached' });
});

test('a reply goes into the thread and is counted', async () => {
  const page = await openAs('alice');
  await type(page, 'a question');
  await said(page, 'a question').hover();
  await page.getByRole('button', { name: 'Reply in thread' }).click();
  const reply = page.getByRole('combobox', { name: 'Reply in the thread' });
  await reply.fill('an answer');
  await reply.press('Enter');
  await page.getByRole('list', { name: 'Messages of the thread' }).getByText('an answer').waitFor();
  await messages(page)
    .getByRole('button', { name: /^1 reply/ })
    .waitFor();
  assert.equal(await said(page, 'an answer').count(), 0);
});

test('a thread says that it has a reply which was not seen, until it is read', async () => {
  const page = await openAs('alice');
  const channel = 'C0INCIDENTS';
  const { ts } = await app.web.chat.postMessage({ channel, text: 'Search is slow' });
  await app.web.chat.postMessage({ channel, text: 'first', thread_ts: ts });
  await said(page, 'Search is slow').getByRole('button', { name: '1 reply NEW' }).click();
  const thread = page.getByRole('list', { name: 'Messages of the thread' });
  await thread.getByText('first').waitFor();
  await page.keyboard.press('Escape');
  await said(page, 'Search is slow').getByRole('button', { name: /^1 reply latest/ }).waitFor();
  await app.web.chat.postMessage({ channel, text: 'second', thread_ts: ts });
  await said(page, 'Search is slow').getByRole('button', { name: '2 replies NEW' }).waitFor();
});

test('a slash command in a thread is refused and kept', async () => {
  const page = await openAs('alice');
  await type(page, 'a question');
  await said(page, 'a question').hover();
  await page.getByRole('button', { name: 'Reply in thread' }).click();
  const reply = page.getByRole('combobox', { name: 'Reply in the thread' });
  await reply.fill('/incident list');
  await reply.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'threads' }).waitFor();
  assert.equal(await reply.inputValue(), '/incident list');
});
