// tools/check-floors finds each planted violation, and nothing in a clean house.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Runs the checker over a house of these files, path to text.
function check(files) {
  const house = mkdtempSync(join(tmpdir(), 'floors-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    const run = spawnSync(join(root, 'tools/check-floors'), [house], { encoding: 'utf8' });
    return { code: run.status, lines: run.stdout.split('\n').filter(Boolean) };
  } finally {
    rmSync(house, { recursive: true });
  }
}

const opening = '/* What this file is for. */\n';

function expectFault(path, line, fault) {
  const { code, lines } = check({ [path]: `${opening}${line}\n` });
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.ok(lines[0].startsWith(`${path}:2: `) && lines[0].includes(fault), lines[0]);
  assert.equal(code, 1);
}

function expectClean(files) {
  const { code, lines } = check(files);
  assert.deepEqual(lines, []);
  assert.equal(code, 0);
}

test('a clean house passes', () => {
  expectClean({
    'base/err.h': `${opening}#ifndef BASE_ERR_H\n#define BASE_ERR_H\n#endif\n`,
    'base/clock.c': `${opening}#include <time.h>\nvoid f(void) { clock_gettime(0, 0); }\n`,
    'base/mem.c': `${opening}void *f(void) { return calloc(1, 1); }\n`,
    'config/load.c': `${opening}#include "base/err.h"\n#include <libconfig.h>\n`,
    'handlers/kit/reply.c': `${opening}#include "handlers/kit/reply.h"\n#include "store/store.h"\n`,
    'bot/main.c': `${opening}#include "handlers/kit/handler.h"\nint main(void) { exit(0); }\n`,
    'sim/main.c': `${opening}#include <uv.h>\nvoid f(void) { time(0); log_info("x"); }\n`,
    'tests/bot/loop.c': `${opening}#include "bot/loop.h"\n#include <criterion/criterion.h>\n`,
  });
});

test('a file that sees a higher floor is found', () => {
  expectFault('model/policy.c', '#include "store/store.h"', 'model/ does not see store/');
  expectFault('base/str.c', '#include "model/words.h"', 'base/ does not see model/');
  expectFault('handlers/ack.c', '#include "bot/loop.h"', 'handlers/ does not see bot/');
});

test('a file that sees a sibling is found', () => {
  expectFault('store/store.c', '#include "config/config.h"', 'store/ does not see config/');
  expectFault('templates/blocks.c', '#include "store/store.h"', 'templates/ does not see store/');
});

test('the local Slack that sees the daemon is found, and the daemon that sees it', () => {
  expectFault('sim/main.c', '#include "bot/web_api.h"', 'sim/ does not see bot/');
  expectFault('bot/main.c', '#include "sim/sim.h"', 'bot/ does not see sim/');
});

test('a handler that sees a driver is found', () => {
  expectFault('handlers/ack.c', '#include "store/sqlite.h"', 'never a driver');
});

test('an include that is not written from the root is found', () => {
  expectFault('model/words.c', '#include "words.h"', 'is not written from the root');
});

test('a library outside its home is found', () => {
  for (const [path, header] of [
    ['handlers/ack.c', 'uv.h'],
    ['sim/web.c', 'curl/curl.h'],
    ['sim/web.c', 'libwebsockets.h'],
    ['handlers/ack.c', 'sqlite3.h'],
    ['store/store.c', 'sqlite3.h'],
    ['bot/main.c', 'libconfig.h'],
    ['model/words.c', 'json-c/json.h'],
    ['base/log.c', 'systemd/sd-daemon.h'],
    ['config/config.c', 'getopt.h'],
  ])
    expectFault(path, `#include <${header}>`, 'has its one home in another folder');
});

test('a clock, the environment, chance and the log below bot/ are found', () => {
  expectFault('model/phrase.c', 'int64_t f(void) { return time(NULL); }', 'nobody reads a clock');
  expectFault('handlers/ack.c', 'int64_t f(void) { return clock_utc_ms(); }', 'nobody reads a clock');
  expectFault('config/config.c', 'char *f(void) { return getenv("HOME"); }', 'the environment');
  expectFault('store/store.c', 'int f(void) { return rand(); }', 'chance comes from');
  expectFault('handlers/ack.c', 'void f(void) { log_info("x"); }', 'write to the log');
  expectFault('store/store.c', 'void f(void) { fprintf(stderr, "x"); }', 'write to the log');
});

test('words inside comments, texts and longer names are no calls', () => {
  expectClean({
    'model/phrase.c':
      `${opening}/* time(NULL) and\n getenv(x) */ // rand()\n` +
      'const char *a = "time(NULL) \\" getenv(x)";\n' +
      "char b = '\"'; int utc_time(int); int c = ports->time(1);\n",
  });
});

test('code behind a comment on the same line is still seen', () => {
  expectFault('model/phrase.c', '/* why */ int64_t f(void) { return time(NULL); }', 'clock');
});

test('a call that checks nothing is found', () => {
  for (const call of ['strcpy(a, b)', 'sprintf(a, "x")', 'atoi(a)', 'strtok(a, b)', 'gets(a)'])
    expectFault('sim/text.c', `void f(void) { ${call}; }`, 'checks none');
});

test('memory that does not come from base/mem.h is found', () => {
  expectFault('sim/text.c', 'void *f(void) { return malloc(1); }', 'memory comes from base/mem.h');
});

test('an end of the process outside main.c is found', () => {
  expectFault('bot/loop.c', 'void f(void) { exit(1); }', 'only main.c ends the process');
});

test('a struct behind a typedef is found', () => {
  expectFault('model/words.c', 'typedef struct words words_t;', 'without typedef');
});

test('a mark of unfinished work is found, also in a comment', () => {
  expectFault('model/words.c', `/* ${'TO'}${'DO'}: later */`, 'finished or left out');
});

test('a file without an opening comment is found', () => {
  const { code, lines } = check({ 'model/words.c': '#include <stdio.h>\n' });
  assert.equal(code, 1);
  assert.match(lines[0], /^model\/words\.c:1: a file begins with a comment/);
});

test('a header with another guard than its path is found', () => {
  expectFault('model/words.h', '#ifndef WORDS_H', 'the guard of this header is MODEL_WORDS_H');
});

test('a folder that is no floor is found', () => {
  const { code, lines } = check({ 'utils/misc.c': opening });
  assert.equal(code, 1);
  assert.match(lines[0], /^utils\/misc\.c:1: there is no floor for the folder utils/);
});
