// Postmortems below a folder, and in the git repository that it lies in: the built daemon, in its
// sandbox, against the local Slack, with the real git.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeFolder, runIncidentd, startIncidentd } from './support/incidentd.mjs';
import { startSlacksim, until } from './support/slacksim.mjs';
import { queryStore } from './support/store.mjs';

const tokens = { SLACK_APP_TOKEN: 'xapp-test-token', SLACK_BOT_TOKEN: 'xoxb-test-token' };
const clean = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

// A folder for documents with a daemon that writes into it, and what is seen of both.
class Desk {
  async start(t, { git = false, repository = git, environment = {} } = {}) {
    this.folder = await makeFolder();
    this.documents = `${this.folder.path}/documents`;
    await mkdir(this.documents);
    if (repository) await this.makeRepository();
    this.environment = environment;
    this.settings = {
      playbook: 'motus',
      'postmortem.folder': this.documents,
      'postmortem.git': `${git}`,
    };
    this.slack = await startSlacksim();
    await this.run();
    t.after(() => this.end());
    return this;
  }

  async run() {
    this.daemon = startIncidentd(this.slack, this.folder, this.settings, this.environment);
    await this.daemon.connected();
  }

  async end() {
    await this.daemon.stop();
    await this.slack.stop();
    await this.folder.remove();
  }

  async git(...words) {
    const options = { cwd: this.documents, env: clean };
    return (await promisify(execFile)('git', words, options)).stdout.trim();
  }

  async makeRepository() {
    const who = ['-c', 'user.name=Bob', '-c', 'user.email=bob@example.org'];
    await this.git('init', '-q', '-b', 'main', '.');
    await this.git(...who, 'commit', '-q', '--allow-empty', '-m', 'Begin');
  }

  async type(user, text) {
    const { error, response } = await this.slack.command(user, text);
    assert.equal(error, null);
    return response?.text ?? '';
  }

  // Declares and resolves; sets the name of the incident, its branch and its document's path.
  async goThrough(title) {
    const answer = await this.type('alice', `declare sev1 ${title}`);
    [this.name] = answer.match(/INC-[\d-]+/);
    this.branch = `incident/${this.name}`;
    await this.type('alice', `resolve ${this.name} rolled back release 42 cause: a bad migration`);
    const [, day] = this.name.match(/INC-(\d{4}-\d\d-\d\d)/);
    this.path = `docs/incidents/${day}-${title.replaceAll(' ', '-')}.md`;
  }

  document() {
    return readFile(`${this.documents}/${this.path}`, 'utf8');
  }

  // What alice is told about it, in her direct messages.
  async told(part) {
    const messages = await this.slack.messages('alice');
    return messages.filter(({ text }) => text?.includes(part)).map(({ text }) => text);
  }

  hears(part) {
    return until(async () => (await this.told(part))[0], `"${part}" in alice's messages`);
  }
}

const newDesk = (t, options) => new Desk().start(t, options);

test('the draft is written below the folder, and whoever drives it is told where', async (t) => {
  const desk = await newDesk(t);
  await desk.goThrough('checkout is down');
  const told = await desk.hears('the draft of the postmortem is written to');
  assert.ok(told.includes(`${desk.documents}/${desk.path}`), told);
  assert.match(await desk.document(), /^# Postmortem: checkout is down/);
  await writeFile(`${desk.documents}/${desk.path}`, 'What Bob knows\n');
  await desk.type('alice', `postmortem ${desk.name} draft`);
  await desk.hears('it stands beside that');
  assert.equal(await desk.document(), 'What Bob knows\n', 'nobody writes over it');
  assert.equal(existsSync(`${desk.documents}/.git`), false);
});

test('the draft is committed on the branch of its incident, and again when it is published', async (t) => {
  const desk = await newDesk(t, { git: true });
  await desk.goThrough('checkout is down');
  assert.ok((await desk.hears('It is committed on the branch')).includes(desk.branch));
  assert.equal(await desk.git('show', `${desk.branch}:${desk.path}`), (await desk.document()).trim());
  assert.equal(await desk.git('log', '--format=%an %s', `main..${desk.branch}`),
    `incidentd ${desk.name}: draft of the postmortem`);
  assert.equal(await desk.git('branch', '--show-current'), 'main');
  assert.equal(await desk.git('status', '--porcelain'), '?? docs/', 'only the new file');

  await writeFile(`${desk.documents}/${desk.path}`, 'What Bob knows\n');
  await desk.type('alice', 'seal');
  await desk.type('alice', `postmortem ${desk.name} publish https://example.org/pm`);
  await until(async () => (await desk.git('show', `${desk.branch}:${desk.path}`)) === 'What Bob knows');
  const log = (await desk.git('log', '--format=%s', `main..${desk.branch}`)).split('\n');
  assert.deepEqual(log, [
    `${desk.name}: postmortem, as it was published`,
    `${desk.name}: draft of the postmortem`,
  ]);
  assert.match(await desk.type('alice', `timeline ${desk.name}`), /Postmortem committed: [0-9a-f]{10}/);
  assert.match(await desk.type('carol', 'history Bob knows'), /checkout is down/);
});

describe('what git refuses is told once, and the document is in the folder all the same', () => {
  const refusal = async (desk, reason) => {
    const told = await desk.hears('could not be committed');
    assert.match(told, reason);
    assert.ok(told.includes(`${desk.documents}/${desk.path}`), told);
    assert.match(await desk.document(), /^# Postmortem/);
    assert.equal((await desk.told('could not be committed')).length, 1);
    assert.match(await desk.type('alice', `timeline ${desk.name}`), /Postmortem not committed/);
  };

  test('a folder that is in no repository', async (t) => {
    const desk = await newDesk(t, { git: true, repository: false });
    assert.match(desk.daemon.log(), /<4>no_commits text="git says: not a git repository/);
    await desk.goThrough('search is slow');
    await refusal(desk, /git says: not a git repository/);
  });

  test('a branch that is locked, until it is not', async (t) => {
    const desk = await newDesk(t, { git: true });
    const today = new Date().toISOString().slice(0, 10);
    const lock = `${desk.documents}/.git/refs/heads/incident/INC-${today}-001.lock`;
    await mkdir(`${desk.documents}/.git/refs/heads/incident`);
    await writeFile(lock, '');
    await desk.goThrough('search is slow');
    await refusal(desk, /git says: cannot lock ref/);
    await rm(lock);
    await desk.type('alice', `postmortem ${desk.name} commit`);
    await desk.hears('It is committed on the branch');
    assert.equal(await desk.git('show', `${desk.branch}:${desk.path}`), (await desk.document()).trim());
  });
});

// A git that writes down what it got, and waits while there is a file "wait".
async function watchedGit(folder) {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v git']);
  const place = `${folder.path}/bin`;
  await mkdir(place);
  await writeFile(
    `${place}/git`,
    [
      '#!/bin/sh',
      `env >> ${folder.path}/environment`,
      `for n in 0 1 2 3 4 5 6 7 8 9 11 12 13 14 15; do`, // 10 is this script
      `  if test -e /proc/$$/fd/$n; then echo $n >> ${folder.path}/open; fi`,
      `done`,
      `if test -e ${folder.path}/wait; then echo >> ${folder.path}/waits; sleep 60; fi`,
      `exec ${stdout.trim()} "$@"`,
    ].join('\n'),
  );
  await chmod(`${place}/git`, 0o755);
  return { PATH: `${place}:${process.env.PATH}` };
}

test('git gets no token, no open file and no variable of the daemon', async (t) => {
  const place = await makeFolder();
  t.after(() => place.remove());
  const environment = { ...(await watchedGit(place)), SECRET_OF_SOMEBODY: 'told' };
  const desk = await newDesk(t, { git: true, environment });
  await desk.goThrough('search is slow');
  await desk.hears('It is committed on the branch');
  const seen = await readFile(`${place.path}/environment`, 'utf8');
  assert.doesNotMatch(seen, /SLACK|xapp|xoxb|SECRET|ASAN/);
  const names = new Set(seen.match(/^[A-Z_]+(?==)/gm));
  for (const name of ['PWD', 'OLDPWD', 'SHLVL', '_', 'PATH', 'HOME', 'LC_ALL']) names.delete(name);
  assert.ok([...names].every((name) => name.startsWith('GIT_')), [...names].join());
  const open = (await readFile(`${place.path}/open`, 'utf8')).trim().split('\n');
  assert.deepEqual([...new Set(open)].sort(), ['0', '1', '2']);
});

test('a daemon that dies while git works commits once when it is back', async (t) => {
  const place = await makeFolder();
  t.after(() => place.remove());
  const desk = await newDesk(t, { git: true, environment: await watchedGit(place) });
  await writeFile(`${place.path}/wait`, '');
  await desk.goThrough('search is slow');
  await until(() => existsSync(`${place.path}/waits`), 'git to begin');
  assert.match(await desk.document(), /^# Postmortem/, 'it was written before');
  await desk.daemon.kill();
  await rm(`${place.path}/wait`);
  await desk.run();
  await desk.hears('It is committed on the branch');
  const store = `${desk.folder.path}/incidentd.db`;
  const kept = "SELECT id FROM outbox WHERE state = 'done' AND body LIKE '%is committed on%'";
  await until(async () => (await queryStore(store, kept)).length === 1, 'its answer to be kept');
  await desk.daemon.kill();
  await desk.run();
  await pause(500);
  assert.equal(await desk.git('rev-list', '--count', `main..${desk.branch}`), '1');
  assert.equal((await desk.told('It is committed on the branch')).length, 1);
  const rows = await queryStore(store, "SELECT state FROM outbox WHERE method = 'git.commit'");
  assert.deepEqual(rows, [{ state: 'done' }]);
});

test('--check asks git, and says what is wrong', async () => {
  const folder = await makeFolder();
  const check = (settings, environment = {}) =>
    runIncidentd(
      ['--check', ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`])],
      { ...tokens, ...environment },
    );
  const alone = await check({ 'postmortem.git': true });
  assert.equal(alone.code, 2);
  assert.match(alone.stderr, /--set: postmortem\.git: there is nothing to commit without postmortem\.folder/);

  const both = { 'postmortem.git': true, 'postmortem.folder': folder.path };
  const outside = await check(both);
  assert.equal(outside.code, 2);
  assert.match(outside.stderr, /--set: postmortem\.git: .*git says: not a git repository/);

  await promisify(execFile)('git', ['init', '-q', folder.path], { env: clean });
  assert.equal((await check(both)).code, 0);
  const missing = await check(both, { PATH: '/nowhere' });
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /postmortem\.git: .*there is no program git/);
  await folder.remove();
});
