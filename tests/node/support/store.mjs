// Looks into a daemon's store from outside, while it runs or after.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// → the rows of a query, as objects
export async function queryStore(file, sql) {
  const options = ['-readonly', '-json', '-cmd', '.timeout 5000', file, sql];
  const { stdout } = await promisify(execFile)('sqlite3', options, { maxBuffer: 64 * 1024 * 1024 });
  return stdout ? JSON.parse(stdout) : [];
}
