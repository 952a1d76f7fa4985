// Files on the page: a picture with its description, a text by its beginning, anything by its name.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PHONE, app, messages, openAs, servePage } from './support/page.mjs';

servePage();

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAADklEQVR4nGMQUDBgAGIAAsgAwfLXW5IAAAAASUVORK5CYII=',
  'base64',
);

async function upload(filename, bytes, more = {}) {
  const { web } = app;
  const asked = await web.files.getUploadURLExternal({ filename, length: bytes.length, ...more });
  await fetch(asked.upload_url, { method: 'POST', body: bytes });
  await web.files.completeUploadExternal({
    files: [{ id: asked.file_id, title: `Title of ${filename}` }],
    channel_id: 'C0INCIDENTS',
    initial_comment: `here is ${filename}`,
  });
}

test('a picture is shown with its description, which is read aloud in its place', async () => {
  await upload('metrics.png', png, { alt_txt: 'Two lines that fall' });
  const page = await openAs('alice');
  const picture = messages(page).getByRole('img', { name: 'Two lines that fall' });
  await picture.waitFor();
  assert.equal(await picture.evaluate((image) => image.naturalWidth), 3, 'it was loaded');
  await messages(page).getByText('here is metrics.png').waitFor();
});

test('a text shows how it begins and can be taken along', async () => {
  await upload('draft.md', Buffer.from(`# Draft\n${'long '.repeat(1000)}`));
  const page = await openAs('alice');
  await messages(page).getByText('# Draft').waitFor();
  const link = messages(page).getByRole('link', { name: 'Title of draft.md' });
  assert.equal(await link.getAttribute('download'), 'draft.md');
});

test('on a phone a wide picture is no wider than the window', async () => {
  await upload('wide.png', png);
  const page = await openAs('alice', 'incidents', PHONE);
  await messages(page).getByRole('img', { name: 'Title of wide.png' }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});
