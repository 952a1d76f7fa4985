// Whom the built daemon believes: a certificate that does not hold is refused in a sentence that
// says what is wrong and what to do, no token leaves, and what is mended is noticed.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { makeCertificate } from './support/certificate.mjs';
import { makeFolder, startIncidentd } from './support/incidentd.mjs';
import { startSlacksim, until } from './support/slacksim.mjs';

let folder;
let good;

before(async () => {
  folder = await makeFolder();
  good = await makeCertificate(folder.path);
});

after(() => folder.remove());

const listen = ({ cert, key }, ...options) => startSlacksim('--cert', cert, '--key', key, ...options);

// The sentence of the newest line of this kind.
function sentence(daemon, word) {
  const lines = daemon.log().split('\n').filter((line) => line.includes(`>${word} `));
  return lines.at(-1)?.match(/ text="((?:[^"\\]|\\.)*)"/)?.[1];
}

// Slack: A15
test('with the authority in slack.ca_file it connects and announces', async (t) => {
  const slack = await listen(good);
  t.after(slack.stop);
  assert.match(slack.api, /^https:/);
  const daemon = startIncidentd(slack, folder, { 'slack.ca_file': good.cert });
  t.after(daemon.stop);
  await daemon.connected();
  await slack.command('alice', 'declare sev1 over tls');
  await until(async () => JSON.stringify(await slack.messages()).includes('over tls'));
});

const renew = 'check the clock of this machine; if it is right, whoever runs that server or proxy';
const elsewhere = 'check slack.api_url and slack.proxy; another server than the one that was meant';
const name = 'if that server or proxy is your own, name the file of its authority in slack.ca_file';

describe('at the start', () => {
  const cases = [
    ['an expired certificate', { days: -1 }, 'certificate has expired', renew],
    ['a certificate for another host', { names: 'DNS:elsewhere.test' }, "host name '127.0.0.1'", elsewhere],
    ['a certificate of an unknown authority', { ca: 'none' }, 'self-signed certificate', name],
    ['a certificate of another authority', { ca: 'another' }, 'self-signed certificate', name],
  ];
  for (const [what, { names, days, ca = 'own' }, why, advice] of cases)
    // Slack: A15
    test(`${what} is refused with a reason and an advice, and nothing is sent`, async (t) => {
      const served = await makeCertificate(folder.path, names, 'served', days);
      const another = await makeCertificate(folder.path, undefined, 'another');
      const authorities = { own: served.cert, another: another.cert };
      const slack = await listen(served);
      t.after(slack.stop);
      const daemon = startIncidentd(slack, folder, { 'slack.ca_file': authorities[ca] });
      t.after(daemon.stop);
      await until(() => daemon.count('>slack_not_reached ') >= 2, 'two attempts');
      const text = sentence(daemon, 'slack_not_reached');
      assert.ok(text.startsWith('the certificate of 127.0.0.1 is not trusted: '), text);
      assert.ok(text.includes(why) && text.includes(advice), text);
      assert.deepEqual(await slack.journal('api'), []);
      assert.deepEqual(await slack.journal('socket'), []);
    });
});

// Slack: A15
test('a certificate that runs out meanwhile is refused, and the renewed one is taken', async (t) => {
  const expired = await makeCertificate(folder.path, undefined, 'expired', -1);
  const authorities = `${folder.path}/authorities.pem`;
  await writeFile(authorities, await Promise.all([good, expired].map(({ cert }) => readFile(cert))));
  let slack = await listen(good);
  t.after(() => slack.stop());
  const place = ['--listen', new URL(slack.url).host];
  const settings = { 'slack.ca_file': authorities, 'socket.backoff_max': '1s' };
  const daemon = startIncidentd(slack, folder, settings);
  t.after(daemon.stop);
  await daemon.connected();
  await slack.stop();
  slack = await listen(expired, ...place);
  const refusal = /is not trusted: .*certificate has expired; check the clock of this machine/;
  await until(() => refusal.test(sentence(daemon, 'connect_failed')), 'the refusal');
  assert.deepEqual(await slack.journal('api'), []);
  await slack.stop();
  slack = await listen(good, ...place);
  await daemon.connected(2);
  assert.equal((await slack.command('alice', 'list')).error, null);
});
