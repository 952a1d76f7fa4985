// tools/fidelity: the committed table is what it writes, and it finds each planted mistake.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { root, tableOf, tableOfHouse } from './support/tables.mjs';

const fidelityOf = (rows, tests) =>
  tableOfHouse('fidelity', { 'docs/fidelity-rows.txt': rows, 'tests/a.c': '\n', ...tests });

const row = (id, more = '') =>
  `== Things\n\n${id}\n  slack: does | this\n  must: do that\n  source: somebody#1\n${more}`;
const inC = (ids, next = 'Test(suite, it_is_so) {') => `/* Slack: ${ids} */\n${next}\n}\n`;
const inNode = (ids) => ['//', ` Slack: ${ids}\n`, "  test('it is (so), too', async () => {\n"].join('');

test('the committed table is the one that is made of the rows and the marked tests', () => {
  const { code, table, faults } = tableOf('fidelity', root);
  assert.deepEqual(faults, []);
  assert.equal(code, 0);
  assert.equal(
    readFileSync(join(root, 'docs/fidelity.md'), 'utf8'),
    table,
    'write it anew: tools/fidelity > docs/fidelity.md',
  );
});

test('a row names every test that shows it, with its file', () => {
  const { code, table, faults } = fidelityOf(row('A1'), {
    'tests/sim/x.c': inC('A1', 'Test(suite, it_is_so, .timeout = 10) {'),
    'tests/node/y.test.mjs': inNode('A1'),
  });
  assert.deepEqual(faults, []);
  assert.equal(code, 0);
  assert.ok(
    table.includes(
      '| A1 | does \\| this | do that | somebody#1 | ' +
        '`tests/node/y.test.mjs`: it is (so), too<br>`tests/sim/x.c`: it_is_so |',
    ),
    table,
  );
});

test('a test may show several rows, and a row without a test says why', () => {
  const rows = `${row('A1')}A2\n  slack: x\n  must: y\n  source: z\nA3\n  slack: x\n  must: y\n  source: z\n  reason: Not here.\n`;
  const { table, faults } = fidelityOf(rows, { 'tests/x.c': inC('A1, A2') });
  assert.deepEqual(faults, []);
  assert.ok(table.includes('| No test: Not here. |'), table);
});

const mistakes = [
  ['a row without test and reason', row('A1'), '', 'A1 has neither a test nor a reason'],
  ['a row with both', row('A1', '  reason: None.\n'), inC('A1'), 'A1 has a reason for having no test'],
  ['a row that lacks its source', row('A1').replace(/ {2}source.*\n/, ''), inC('A1'), "A1 lacks its 'source:'"],
  ['a row that stands there twice', row('A1') + row('A1'), inC('A1'), 'A1 stands there twice'],
  ['a field that no row has', row('A1', '  because: x\n'), inC('A1'), "no field 'because:'"],
  ['a marker that names no row', row('A1'), inC('A1, A2'), "there is no row 'A2'"],
  ['a marker above no test', row('A1'), inC('A1') + inC('A1', 'static int x;'), 'stands above no test'],
  ['a marker at the end of a file', row('A1'), `${inC('A1')}/* Slack: A1 */\n`, 'stands above no test'],
];

for (const [what, rows, text, fault] of mistakes)
  test(`${what} is found`, () => {
    const { code, faults } = fidelityOf(rows, { 'tests/x.c': text });
    assert.equal(code, 1);
    assert.ok(faults.some((line) => line.includes(fault)), faults.join('\n'));
  });
