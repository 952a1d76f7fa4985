// The Makefile: what is made of a folder's files is made anew when one of them goes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

// A copy of what the lists are made of.
function tree(t) {
  const folder = mkdtempSync(join(tmpdir(), 'makefile-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const part of ['Makefile', 'handlers', 'sim/page', 'templates/messages', 'tools'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  return folder;
}

function make(folder, ...targets) {
  const { MAKEFLAGS, MAKELEVEL, ...env } = process.env;
  const made = spawnSync('make', ['-s', ...targets], { cwd: folder, encoding: 'utf8', env });
  assert.equal(made.status, 0, made.stderr);
}

test('a list forgets a file that was deleted', (t) => {
  const folder = tree(t);
  for (const [list, file, word] of [
    ['handler_list.c', 'handlers/help.c', 'handlers_help'],
    ['shipped_templates.c', 'templates/messages/announcement.json', '"announcement.json"'],
    ['sim_page.c', 'sim/page/index.html', '"index.html"'],
  ]) {
    const target = join('build/release/gen', list);
    make(folder, target);
    assert.ok(readFileSync(join(folder, target), 'utf8').includes(word), `${word} was there`);
    rmSync(join(folder, file));
    make(folder, target);
    assert.ok(!readFileSync(join(folder, target), 'utf8').includes(word), `${word} is still there`);
  }
});

test('nothing is made anew when nothing changed', (t) => {
  const folder = tree(t);
  const target = 'build/release/gen/handler_list.c';
  make(folder, target);
  const { mtimeMs } = statSync(join(folder, target));
  make(folder, target);
  assert.equal(statSync(join(folder, target)).mtimeMs, mtimeMs);
});
