// The daemon's command line, its exit codes and what it says at a start that cannot work.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { makeFolder, runIncidentd, startIncidentd } from './support/incidentd.mjs';
import { startSlacksim } from './support/slacksim.mjs';

let folder;
let slack;
before(async () => {
  folder = await makeFolder();
  slack = await startSlacksim();
});
after(async () => {
  await slack.stop();
  await folder.remove();
});

const tokens = { SLACK_APP_TOKEN: 'xapp-test-token', SLACK_BOT_TOKEN: 'xoxb-test-token' };
const here = () => ({ ...tokens, SLACK_API_URL: slack.api });
const store = () => ['--set', `store=sqlite:${folder.path}/options.db`];

test('--help, --version and --print-config need nothing', async () => {
  assert.match((await runIncidentd(['--help'])).stdout, /--print-config/);
  assert.match((await runIncidentd(['--version'])).stdout, /^incidentd /);
  const printed = await runIncidentd(['--print-config']);
  assert.equal(printed.code, 0);
  assert.match(printed.stdout, /cadence/);
});

test('the printed settings are right when they are read back', async () => {
  const file = `${folder.path}/printed.conf`;
  await writeFile(
    file,
    (await runIncidentd(['--print-config', '--set', 'log.level=debug'])).stdout,
  );
  const checked = await runIncidentd(['--check', '--config', file], tokens);
  assert.equal(checked.code, 0, checked.stderr);
});

test('--check reports every fault with file and line and exits 2', async () => {
  const file = `${folder.path}/wrong.conf`;
  await writeFile(
    file,
    'slack: { chanel = "#x"; };\nseverity: { sev1: { cadence = "soon"; }; };\n',
  );
  const checked = await runIncidentd(['--check', '--config', file], tokens);
  assert.equal(checked.code, 2);
  assert.match(checked.stderr, /wrong\.conf:1: .*chanel/);
  assert.match(checked.stderr, /wrong\.conf:2: .*soon/);
});

const severities = 'severity: { sev1: { }; sev2: { }; sev3: { }; sev4: { }; };';

test('--check finds the document that a playbook wants and nobody wrote', async () => {
  const file = `${folder.path}/ours.cfg`;
  const shipped = await readFile('config/playbooks/hotfix.cfg', 'utf8');
  await writeFile(file, shipped.replace('"hotfix-stakeholders"', '"hotfix-stakeholder"'));
  const checked = await runIncidentd(['--check', '--set', `playbook=${file}`], tokens);
  assert.equal(checked.code, 2);
  assert.match(checked.stderr, /ours\.cfg:\d+: there is no document "hotfix-stakeholder"/);
});

test('--check takes every shipped playbook and says which one it was', async () => {
  for (const name of ['default', 'motus', 'vyberology', 'guide', 'hotfix']) {
    const checked = await runIncidentd(['--check', '--set', `playbook=${name}`], tokens);
    assert.equal(checked.code, 0, checked.stderr);
    assert.match(checked.stdout, new RegExp(`playbook ${name}\\.`));
  }
});

test('--check reports what does not fit in a playbook with file and line and exits 2', async () => {
  const file = `${folder.path}/team.cfg`;
  const check = async (...lines) => {
    await writeFile(file, lines.join('\n'));
    return runIncidentd(['--check', '--set', `playbook=${file}`], tokens);
  };
  const misspelt = await check('titel = "Team";', severities, 'roles = 5;');
  assert.equal(misspelt.code, 2);
  assert.match(misspelt.stderr, /team\.cfg:1: .*titel.*did you mean title/);
  assert.match(misspelt.stderr, /team\.cfg:3: roles: this is a number/);

  const loose = await check(
    'title = "Team";',
    severities,
    'roles = ( { name = "ic"; title = "Lead";',
    '  primary = "Ann"; } );',
    'decision: { courses = (',
    '  { name = "rollback"; title = "Rollback"; checklist = "safe"; runbook = "how"; } ); };',
  );
  assert.equal(loose.code, 2);
  assert.match(loose.stderr, /team\.cfg:3: there is no person "Ann" in people/);
  assert.match(loose.stderr, /team\.cfg:6: there is no checklist "safe" in checklists/);
  assert.match(loose.stderr, /team\.cfg:6: there is no runbook "how" in runbooks/);

  const unknown = await runIncidentd(['--check', '--set', 'playbook=hospital'], tokens);
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /--set: playbook: there is none called "hospital".*vyberology/);
});

test('--check says what a playbook leaves open, which is no fault', async () => {
  const checked = await runIncidentd(['--check', '--set', 'playbook=vyberology'], tokens);
  assert.equal(checked.code, 0, checked.stderr);
  assert.match(checked.stdout, /playbook vyberology: still missing: Deputy: no backup is named/);
  assert.match(checked.stdout, /still missing: Pager: to be determined/);
});

test('an unknown option and a left-over word exit 2', async () => {
  assert.equal((await runIncidentd(['--frobnicate'])).code, 2);
  assert.equal((await runIncidentd(['frobnicate'])).code, 2);
});

test('missing tokens and tokens of the wrong kind are named without being shown', async () => {
  const missing = await runIncidentd([]);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /SLACK_APP_TOKEN/);
  const swapped = await runIncidentd([], {
    SLACK_APP_TOKEN: 'xoxb-test-swapped',
    SLACK_BOT_TOKEN: 'xapp-test-swapped',
  });
  assert.equal(swapped.code, 2);
  assert.doesNotMatch(swapped.stderr, /test-swapped/);
});

// Slack: A06
test('tokens that Slack refuses exit 69', async () => {
  const bad = await runIncidentd(store(), { ...here(), SLACK_BOT_TOKEN: 'xoxb-test-unknown' });
  assert.equal(bad.code, 69, bad.stderr);
  assert.match(bad.stderr, /invalid_auth/);
  const app = await runIncidentd(store(), { ...here(), SLACK_APP_TOKEN: 'xapp-test-unknown' });
  assert.equal(app.code, 69, app.stderr);
});

test('a store that cannot be opened exits 74 and names the file', async () => {
  const nowhere = await runIncidentd(['--set', 'store=sqlite:/nowhere/at/all.db'], here());
  assert.equal(nowhere.code, 74);
  assert.match(nowhere.stderr, /\/nowhere\/at\/all\.db/);
  const file = `${folder.path}/text.db`;
  await writeFile(file, 'this is not a database at all, whatever its name says\n');
  assert.equal((await runIncidentd(['--set', `store=sqlite:${file}`], here())).code, 74);
});

test('a channel that does not exist is named with what to do, and exits 2', async () => {
  const lost = await runIncidentd([...store(), '--set', 'slack.channel=#nowhere'], here());
  assert.equal(lost.code, 2, lost.stderr);
  assert.match(lost.stderr, /#nowhere/);
  assert.match(lost.stderr, /create it/);
});

test('a missing scope is named with its use, and exits 2', async () => {
  await slack.control('fault', { kind: 'remove_scope', scope: 'channels:history' });
  const lacking = await runIncidentd(store(), here());
  await slack.control('reset');
  assert.equal(lacking.code, 2, lacking.stderr);
  assert.match(lacking.stderr, /channels:history/);
});

test('a template with an unknown name is refused at load with its file', async () => {
  const templates = await makeFolder();
  await writeFile(
    `${templates.path}/update.json`,
    JSON.stringify({ text: '{{incident.titel}}', blocks: [] }),
  );
  const bad = await runIncidentd([...store(), '--set', `templates.dir=${templates.path}`], here());
  await templates.remove();
  assert.equal(bad.code, 2);
  assert.match(bad.stderr, /update\.json/);
  assert.match(bad.stderr, /incident\.titel/);
});

test('nothing but two tokens is needed, and the store is in the working folder', async () => {
  const place = await makeFolder();
  const daemon = startIncidentd(slack, place, { store: undefined });
  await daemon.connected();
  await daemon.stop();
  assert.ok(existsSync(`${place.path}/incidentd.db`));
  await place.remove();
});

// Slack: A01
test('SIGTERM closes the socket with a close frame and exits 0', async () => {
  const place = await makeFolder();
  const daemon = startIncidentd(slack, place);
  await daemon.connected();
  await daemon.stop();
  const log = (await slack.look('log')).entries.filter((entry) => entry.event === 'client_close');
  assert.equal(log.at(-1)?.detail, '1000', JSON.stringify(log));
  await place.remove();
});
