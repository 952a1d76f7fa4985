// Looks into a daemon's store from outside, while it runs or after, and changes what is in it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// The daemon may hold the store at that very moment.
const patient = ['-cmd', '.timeout 5000'];

async function sqlite3(...options) {
  const { stdout } = await promisify(execFile)('sqlite3', [...patient, ...options], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

// → the rows of a query, as objects
export async function queryStore(file, sql) {
  const rows = await sqlite3('-readonly', '-json', file, sql);
  return rows ? JSON.parse(rows) : [];
}

export const changeStore = (file, sql) => sqlite3(file, sql);
