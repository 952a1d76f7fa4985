// The tools that join rows with marked tests into a table, run over this house or over a made one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

// What tools/NAME writes about a folder.
export function tableOf(name, folder) {
  const run = spawnSync(join(root, 'tools', name), [folder], { encoding: 'utf8' });
  return { code: run.status, table: run.stdout, faults: run.stderr.split('\n').filter(Boolean) };
}

// The same about a house of these files, path to text.
export function tableOfHouse(name, files) {
  const house = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    return tableOf(name, house);
  } finally {
    rmSync(house, { recursive: true });
  }
}
