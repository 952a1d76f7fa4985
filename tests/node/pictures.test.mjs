// Pictures from the built daemon, under its filter of system calls, to the local Slack and its page.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { until } from './support/slacksim.mjs';
import { world } from './support/world.mjs';

const isPng = (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));

describe('pictures', () => {
  const it = world({ playbook: 'guide' });

  const files = async (channel) =>
    (await it.slack.messages(channel)).flatMap((message) => message.files ?? []);

  const nextFile = async (channel, count) => {
    await until(async () => (await files(channel)).length >= count, `file ${count}`);
    return (await files(channel)).at(-1);
  };

  // Slack: F30
  test('metrics come as numbers at once and as a picture in the direct messages', async () => {
    await it.type('alice', 'declare sev1 checkout is down');
    await it.sees('INCIDENT DECLARED');
    await it.type('alice', 'resolve rolled back because: it holds');
    const answer = await it.type('alice', 'metrics');
    assert.match(answer.response.text, /Time to resolve \(MTTR\)/);
    const file = await nextFile('alice', 1);
    assert.equal(file.mimetype, 'image/png');
    assert.deepEqual([file.original_w, file.original_h], [1200, 1560]);
    assert.match(file.alt_txt, /Time to resolve \(MTTR\)/);
    const bytes = Buffer.from(await (await fetch(file.url_private)).arrayBuffer());
    assert.ok(isPng(bytes));
  });

  test('a file whose last answer was lost stands there once', async () => {
    const before = (await files('alice')).length;
    await it.slack.control('fault', { kind: 'lost_answer', method: 'files.completeUploadExternal' });
    await it.type('alice', 'metrics all');
    await nextFile('alice', before + 1);
    await until(
      async () =>
        (await it.slack.journal('api')).filter(
          (entry) => entry.method === 'conversations.history' && entry.ok,
        ).length > 0,
      'a look at what stands there',
      30_000,
    );
    assert.equal((await files('alice')).length, before + 1);
  });

  test('bytes that did not arrive are sent again', async () => {
    const before = (await files('alice')).length;
    await it.slack.control('fault', { kind: 'http_500', method: 'upload' });
    await it.type('alice', 'metrics 90d');
    await nextFile('alice', before + 1);
    assert.equal((await files('alice')).length, before + 1);
  });
});
