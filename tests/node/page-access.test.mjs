// The page of the local Slack for everybody: keyboard, contrast, a phone, no network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText, actionsBlock, button } from './support/blocks.mjs';
import {
  PHONE,
  WINDOW,
  app,
  openAs,
  openFormOnCommand,
  post,
  readBy,
  said,
  slack,
  type,
  servePage,
} from './support/page.mjs';
import { until } from './support/slacksim.mjs';

servePage();

test('everything works with the keyboard', async () => {
  openFormOnCommand();
  const page = await openAs('alice');
  const focused = () =>
    page.evaluate(
      () =>
        document.activeElement.getAttribute('aria-label') ??
        document.activeElement.textContent.trim(),
    );
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const tabTo = async (wanted) => {
    for (let i = 0; i < 40 && !wanted.test(await focused()); i += 1) await press('Tab');
    assert.match(await focused(), wanted);
  };

  await tabTo(/^A?alice$/);
  await press('ArrowRight');
  await page.getByRole('radio', { name: 'bob', checked: true }).waitFor();
  await tabTo(/incidents/);
  await press('ArrowUp', 'Enter');
  await page.getByRole('heading', { name: '# general', level: 2 }).waitFor();
  await tabTo(/incidents|general/);
  await press('ArrowDown', 'Enter');
  await page.getByRole('heading', { name: '# incidents', level: 2 }).waitFor();

  await tabTo(/^Message #incidents$/);
  await page.keyboard.type('first line');
  await press('Shift+Enter');
  await page.keyboard.type('second line');
  await press('Enter');
  await said(page, 'first line\nsecond line').waitFor();

  await page.keyboard.type('/incident update');
  await press('Enter');
  await page.getByRole('dialog').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  await page.locator('.skip').focus();
  await tabTo(/first line/);
  await tabTo(/Add a reaction/);
  await press('Enter', 'ArrowRight', 'ArrowLeft', 'Enter');
  await said(page, 'first line').locator('.reaction').waitFor();
  await tabTo(/Reply in thread/);
  await press('Enter');
  await until(async () => (await focused()) === 'Reply in the thread');
  await press('Escape');
  await page.getByRole('complementary').waitFor({ state: 'hidden' });
  await until(async () => /first line/.test(await focused()));
});

test('the focus is visible', async () => {
  const page = await openAs('alice');
  await type(page, 'something to reach');
  await said(page, 'something to reach').waitFor();
  await page.locator('.skip').focus();
  const stops = [];
  for (;;) {
    const { outline, name } = await page.evaluate(() => ({
      outline:
        document.activeElement === document.body
          ? null
          : getComputedStyle(document.activeElement).outlineStyle,
      name: document.activeElement.outerHTML.slice(0, 120),
    }));
    if (outline === null) break;
    assert.equal(outline, 'solid', name);
    stops.push(name);
    await page.keyboard.press('Tab');
  }
  assert.ok(stops.length >= 9, stops.join('\n'));
});

test('the page loads nothing from elsewhere', async () => {
  const page = await openAs('alice');
  await post([
    {
      type: 'image',
      image_url: 'https://images.example.com/graph.png',
      alt_text: 'graph of failed payments',
    },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '<https://status.example.com>' },
      accessory: {
        type: 'image',
        image_url: 'https://images.example.com/b.png',
        alt_text: 'a second graph',
      },
    },
  ]);
  await page.getByRole('img', { name: 'graph of failed payments' }).waitFor();
  await page.getByRole('img', { name: 'a second graph' }).waitFor();
  const elsewhere = page.requested.filter(
    (url) => !url.startsWith(`${slack.url}/`) && !url.startsWith('data:'),
  );
  assert.deepEqual(elsewhere, []);
  assert.ok(page.requested.length > 5);
});

// Contrast of every visible text against the colour behind it, by WCAG 2's formula.
function faintTexts() {
  const rgb = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = rgb(color)
      .map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const color = getComputedStyle(node).backgroundColor;
    return rgb(color)[3] === 0 && node.parentElement ? behind(node.parentElement) : color;
  };
  return [...document.querySelectorAll('body *')]
    .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((node) =>
      [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim()),
    )
    .map((node) => {
      const [light, dark] = [luminance(getComputedStyle(node).color), luminance(behind(node))].sort(
        (a, b) => b - a,
      );
      return { text: node.textContent.slice(0, 40), ratio: (light + 0.05) / (dark + 0.05) };
    })
    .filter(({ ratio }) => ratio < 4.5);
}

test('texts have enough contrast in light and dark', async () => {
  openFormOnCommand();
  await post([
    { type: 'header', text: plainText('Checkout is down') },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '<@U0ALICE> <@U0BOB> <https://example.com|link> `code`' },
      fields: [plainText('one')],
    },
    actionsBlock(
      button('a', 'Plain'),
      button('b', 'Primary', { style: 'primary' }),
      button('c', 'Danger', { style: 'danger' }),
    ),
    { type: 'context', elements: [plainText('small print')] },
  ]);
  await app.web.chat.postEphemeral({
    channel: 'C0INCIDENTS',
    user: 'U0ALICE',
    text: 'Only *you*, `code`, <@U0BOB>',
  });
  for (const colorScheme of ['light', 'dark']) {
    const page = await openAs('alice', 'incidents', { ...WINDOW, colorScheme });
    await page.getByRole('button', { name: 'Danger' }).waitFor();
    assert.deepEqual(await page.evaluate(faintTexts), [], colorScheme);
    await type(page, '/incident update');
    await page.getByRole('dialog').getByRole('button', { name: 'Post' }).click();
    await page.getByText('Please fill this in.').first().waitFor();
    await page.waitForTimeout(300); // the dialog fades in
    assert.deepEqual(await page.evaluate(faintTexts), [], colorScheme);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
});

test('a phone shows it without sideways scrolling', async () => {
  openFormOnCommand();
  const page = await openAs('alice', 'incidents', PHONE);
  const fits = async () =>
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await type(page, `a long word ${'x'.repeat(300)} and https://example.com/${'y'.repeat(300)}`);
  await post([
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '`' + 'z'.repeat(200) + '`\n```' + 'w'.repeat(200) + '```' },
      fields: [plainText('one'), plainText('two'), plainText('v'.repeat(200))],
    },
    actionsBlock(button('a', 'A fairly long label on this button'), button('b', 'Another label'), {
      type: 'users_select',
      action_id: 'c',
    }),
  ]);
  await page.getByRole('button', { name: 'Another label' }).waitFor();
  await fits();
  const wide = await page.evaluate(
    () =>
      [...document.querySelectorAll('#scroller *')].filter(
        (node) => !node.closest('pre') && node.getBoundingClientRect().right > innerWidth + 1,
      ).length,
  );
  assert.equal(wide, 0);
  await page.getByRole('button', { name: 'People and channels' }).click();
  await page.getByRole('radio', { name: 'bob' }).click();
  await readBy(page, 'bob');
  await type(page, '/incident update');
  await page.getByRole('dialog').waitFor();
  await fits();
});
