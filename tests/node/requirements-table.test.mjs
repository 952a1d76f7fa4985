// tools/requirements: the committed table is what it writes, and it finds each planted mistake.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { root, tableOf, tableOfHouse } from './support/tables.mjs';

const requirementsOf = (rows, files) =>
  tableOfHouse('requirements', {
    'docs/requirements-rows.txt': rows,
    'config/playbooks/a.cfg': '\n',
    'config/runbooks/a.md': '\n',
    'templates/documents/a.md': '\n',
    'tests/a.c': '\n',
    ...files,
  });

const row = (id, more = '') => `== Somebody's document\n\n${id}\n  asks: this | that\n  by: \`it\`\n${more}`;
const inC = (ids) => `/* Rule: ${ids} */\nTest(suite, it_is_so) {\n}\n`;
const inWalk = (ids) => `<!-- Rule: ${ids} -->\n## The second step\n`;
const inPlaybook = (ids) => `// Rule: ${ids}\n  { name = "triage"; items = (); },\n`;

test('the committed table is the one that is made of the rows and the marked places', () => {
  const { code, table, faults } = tableOf('requirements', root);
  assert.deepEqual(faults, []);
  assert.equal(code, 0);
  assert.equal(
    readFileSync(join(root, 'docs/requirements.md'), 'utf8'),
    table,
    'write it anew: tools/requirements > docs/requirements.md',
  );
});

test('a row names the tests, the sections of walks and the entries of playbooks that show it', () => {
  const { code, table, faults } = requirementsOf(row('S9-01'), {
    'tests/x.c': inC('S9-01'),
    'tests/walks/x.md': inWalk('S9-01'),
    'config/playbooks/x.cfg': inPlaybook('S9-01'),
  });
  assert.deepEqual(faults, []);
  assert.equal(code, 0);
  assert.ok(
    table.includes(
      '| S9-01 | this \\| that | `it` | `config/playbooks/x.cfg`: { name = "triage"; items = (); }' +
        ',<br>`tests/walks/x.md`: The second step<br>`tests/x.c`: it_is_so |',
    ),
    table,
  );
});

const mistakes = [
  ['a row that a playbook has and no test shows', row('S9-01'), { 'config/playbooks/x.cfg': inPlaybook('S9-01') },
    'S9-01 has neither a test nor a reason'],
  ['a reason that a test has overtaken', row('S9-01', '  reason: None.\n'), { 'tests/walks/x.md': inWalk('S9-01') },
    'S9-01 has a reason for having no test, and a test'],
  ['a marker that names no row', row('S9-01'), { 'tests/x.c': inC('S9-01, S9-02') }, "there is no row 'S9-02'"],
  ['a marker above no heading', row('S9-01'),
    { 'tests/x.c': inC('S9-01'), 'tests/walks/x.md': '<!-- Rule: S9-01 -->\nProse.\n' }, 'stands above no test'],
];

for (const [what, rows, files, fault] of mistakes)
  test(`${what} is found`, () => {
    const { code, faults } = requirementsOf(rows, files);
    assert.equal(code, 1);
    assert.ok(faults.some((line) => line.includes(fault)), faults.join('\n'));
  });
