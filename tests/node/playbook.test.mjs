// A playbook that changes while the daemon runs: SIGHUP reads it anew for new incidents, and an open
// one keeps the rules that it began with.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { makeFolder } from './support/incidentd.mjs';
import { newWorld } from './support/world.mjs';

// A playbook whose first severity has this name and cadence.
const rules = (name, cadence) => `
  title = "Team";
  severity: {
    sev1: { name = "${name}"; cadence = "${cadence}"; };
    sev2: { }; sev3: { }; sev4: { };
  };
  roles = ( { name = "ic"; title = "Incident commander"; } );
`;

async function team(t) {
  const folder = await makeFolder();
  t.after(() => folder.remove());
  const file = `${folder.path}/team.cfg`;
  await writeFile(file, rules('RED', '20m'));
  const it = await newWorld(t, { playbook: file });
  await it.daemon.connected();
  return { it, change: (text) => writeFile(file, text) };
}

const declare = (it, what) => it.type('alice', `declare sev1 ${what}`);

// What the private answer to show says of the incident.
const show = async (it, number) => (await it.type('alice', `show inc ${number}`)).response.text;

describe('SIGHUP', () => {
  test('applies a changed playbook to new incidents, and open ones keep theirs across a restart', async (t) => {
    const { it, change } = await team(t);
    await declare(it, 'one');
    await it.sees('INCIDENT DECLARED: RED one');
    await it.sees('Updates every 20min');

    await change(rules('CRIMSON', '45m'));
    await declare(it, 'two');
    await it.sees('INCIDENT DECLARED: RED two');

    await it.daemon.reload();
    assert.match(it.daemon.log(), />reloaded playbook=team/);
    await declare(it, 'three');
    await it.sees('INCIDENT DECLARED: CRIMSON three');
    await it.sees('Updates every 45min');
    assert.match(await show(it, 1), /RED/);
    assert.match(await show(it, 2), /RED/);
    assert.match(await show(it, 3), /CRIMSON/);

    await it.daemon.stop();
    await change(rules('PURPLE', '50m'));
    await it.restart();
    assert.match(await show(it, 1), /RED/);
    assert.match(await show(it, 3), /CRIMSON/);
    await declare(it, 'four');
    await it.sees('INCIDENT DECLARED: PURPLE four');

    // A change of severity goes by the rules of the beginning as well.
    await it.type('alice', 'sev inc 1 sev2 it got better');
    await it.type('alice', 'sev inc 1 sev1 it got worse');
    assert.match(await show(it, 1), /RED/);
  });

  test('changes nothing when the file is broken, and the log says with its line what is wrong', async (t) => {
    const { it, change } = await team(t);
    for (const [text, fault] of [
      ['title = "Team";\nseverity: {', /team\.cfg:2: /],
      [`${rules('NEW', '45m')}\ncontakts = ( );`, /team\.cfg:\d+: .*contakts/],
      [`${rules('NEW', '45m')}\nlower_by = ["boss"];`, /there is no role \\?"boss/],
      [rules('NEW', '10s'), /that is the shortest cadence/],
      ['', /title is missing/],
    ]) {
      await change(text);
      const refused = it.daemon.count('>not_reloaded ');
      await it.daemon.reload();
      assert.equal(it.daemon.count('>not_reloaded '), refused + 1, it.daemon.log());
      assert.match(it.daemon.log().split('>not_reloaded ').at(-1), fault);
    }
    assert.doesNotMatch(it.daemon.log(), />reloaded /);
    await declare(it, 'as before');
    await it.sees('INCIDENT DECLARED: RED as before');
    await it.sees('Updates every 20min');

    await change(rules('MENDED', '45m'));
    await it.daemon.reload();
    await declare(it, 'mended');
    await it.sees('INCIDENT DECLARED: MENDED mended');
  });
});
