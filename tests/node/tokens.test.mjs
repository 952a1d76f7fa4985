// The tokens stay where they are needed: whatever goes wrong, no log, message, file, argument list,
// environment or core has one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { makeCertificate } from './support/certificate.mjs';
import { makeFolder, runIncidentd, startIncidentd } from './support/incidentd.mjs';
import { appToken, botToken, startSlacksim, until } from './support/slacksim.mjs';

const secrets = [appToken, botToken];
const isFreeOf = (text, what) => {
  for (const secret of secrets) assert.ok(!text.includes(secret), `${what} holds ${secret}`);
};
const environment = (slack) => ({
  SLACK_API_URL: slack.api,
  SLACK_APP_TOKEN: appToken,
  SLACK_BOT_TOKEN: botToken,
});

describe('a daemon at work, with everything logged', () => {
  let folder, slack, daemon;

  before(async () => {
    folder = await makeFolder();
    slack = await startSlacksim();
    daemon = startIncidentd(slack, folder, { 'log.level': 'debug' });
    await daemon.connected();
  });

  after(async () => {
    await daemon.stop();
    await slack.stop();
    await folder.remove();
  });

  test('shows no token in its arguments or its environment, and leaves no core', async () => {
    isFreeOf(await daemon.arguments(), 'the argument list');
    const environ = readFile(`/proc/${daemon.pid}/environ`, 'latin1');
    if (process.getuid() === 0) {
      assert.match(await environ, /SLACK_API_URL/);
      isFreeOf(await environ, 'the environment');
    } else {
      await assert.rejects(environ, /EACCES/, 'the memory is hidden from who is not root');
    }
    const limits = await readFile(`/proc/${daemon.pid}/limits`, 'utf8');
    assert.match(limits, /Max core file size +0 +0/);
  });

  test('keeps a token that Slack repeats out of messages, the store and the log', async () => {
    await slack.command('alice', 'declare sev1 it is down');
    await until(() => daemon.count('>delivered ') > 0, 'the announcement');
    await slack.control('fault', {
      kind: 'error',
      method: 'chat.postMessage',
      channel: 'incidents',
      error: `no_such_token_${botToken}_or_${appToken}`,
    });
    await slack.command('alice', 'update this one is refused');
    await until(() => daemon.log().includes('no_such_token_'), 'the refusal in the log');
    await slack.command('alice', 'update this one is not');
    await until(async () => JSON.stringify(await slack.messages()).includes('this one is not'));
    isFreeOf(JSON.stringify(await slack.messages()), 'the channel');
    isFreeOf(JSON.stringify(await slack.messages('alice')), 'a private message');
    for (const name of await readdir(folder.path))
      isFreeOf(await readFile(`${folder.path}/${name}`, 'latin1'), name);
    isFreeOf(daemon.log(), 'the log');
  });
});

describe('a daemon that cannot start', () => {
  let folder, slack;

  before(async () => {
    folder = await makeFolder();
    slack = await startSlacksim();
  });

  after(async () => {
    await slack.stop();
    await folder.remove();
  });

  const refuses = async (options, more = {}) => {
    const ended = await runIncidentd(options, { ...environment(slack), ...more });
    assert.notEqual(ended.code, 0);
    isFreeOf(ended.stdout + ended.stderr, 'what it says');
    return ended.stderr;
  };

  test('says nothing of a token that Slack refuses', async () => {
    const store = ['--set', `store=sqlite:${folder.path}/a.db`, '--set', 'log.level=debug'];
    secrets.push('xoxb-test-unknown', 'xapp-test-unknown');
    await refuses(store, { SLACK_BOT_TOKEN: 'xoxb-test-unknown' });
    await refuses(store, { SLACK_APP_TOKEN: 'xapp-test-unknown' });
  });

  test('says nothing of a token that is malformed or swapped', async () => {
    await refuses([], { SLACK_BOT_TOKEN: `${botToken} ` + 'and more' });
    await refuses([], { SLACK_BOT_TOKEN: `"${botToken}"` });
    await refuses([], { SLACK_BOT_TOKEN: appToken, SLACK_APP_TOKEN: botToken });
    const file = `${folder.path}/token`;
    await writeFile(file, `SLACK_BOT_TOKEN=${botToken}\n`);
    await refuses(['--set', `slack.bot_token_file=${file}`]);
  });

  test('says nothing of a token that was written where a file name belongs', async () => {
    const file = `${folder.path}/wrong.conf`;
    await writeFile(file, `slack: { bot_token_file = "${botToken}"; };\n`);
    const said = await refuses(['--check', '--config', file], { SLACK_BOT_TOKEN: undefined });
    assert.match(said, /bot_token_file/);
    await refuses(['--check', '--set', `slack.app_token_file=${appToken}`]);
    const printed = await runIncidentd(['--print-config', '--config', file], environment(slack));
    isFreeOf(printed.stdout + printed.stderr, '--print-config');
  });

  test('says nothing of a token in a setting that does not exist or is of another kind', async () => {
    const file = `${folder.path}/wrong.conf`;
    await writeFile(
      file,
      `slack: { bot_token = "${botToken}"; channel = "${botToken}"; api_url = "${appToken}"; };\n` +
        `log: { level = "${botToken}"; };\nsocket: { ping = "${appToken}"; };\n`);
    await refuses(['--check', '--config', file]);
    await refuses(['--check', '--set', `slack.bot_token=${botToken}`]);
    await refuses(['--check', '--set', `log.level=${botToken}`]);
    await refuses(['--check', `--bot-token=${botToken}`]);
    await refuses(['--check', botToken]);
    await writeFile(file, `slack: { bot_token = ${botToken}; };\n`);
    await refuses(['--check', '--config', file]);
  });

  test('prints the settings without the tokens', async () => {
    const printed = await runIncidentd(['--print-config'], environment(slack));
    assert.equal(printed.code, 0);
    isFreeOf(printed.stdout + printed.stderr, '--print-config');
  });
});

describe('a server that cannot prove who it is', () => {
  let folder, other;

  before(async () => {
    folder = await makeFolder();
    other = (await makeCertificate(folder.path, undefined, 'other')).cert;
  });

  after(() => folder.remove());

  for (const { what, names, ca, host, why } of [
    {
      what: 'for another host',
      names: 'IP:127.0.0.1',
      ca: (cert) => cert,
      host: 'localhost',
      why: /not trusted: .*no alternative certificate subject name matches/,
    },
    {
      what: 'of an authority that is not the one named',
      ca: () => other,
      why: /not trusted: .*certificate/,
    },
    {
      what: 'of an authority that the system does not know',
      ca: () => undefined,
      why: /not trusted: .*self-signed certificate/,
    },
  ])
    test(`with a certificate ${what}, is asked again and again and sent no token`, async () => {
      const { cert, key } = await makeCertificate(folder.path, names);
      const slack = await startSlacksim('--cert', cert, '--key', key);
      const api = slack.api.replace('127.0.0.1', host ?? '127.0.0.1');
      const settings = { 'slack.ca_file': ca(cert), 'log.level': 'debug' };
      const daemon = startIncidentd(slack, folder, settings, { SLACK_API_URL: api });
      await until(() => daemon.count('slack_not_reached') > 1, 'the second refusal');
      assert.match(daemon.log(), why);
      isFreeOf(daemon.log(), 'the log');
      assert.deepEqual(await slack.journal('api'), []);
      await daemon.stop();
      await slack.stop();
    });
});
