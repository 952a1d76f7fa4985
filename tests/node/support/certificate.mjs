// A certificate for a server on this machine, made anew for each use.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// Writes a certificate for these names that signs itself and is good for a day.
// → { cert, key }, the paths of two PEM files
export async function makeCertificate(folder, names = 'DNS:localhost,IP:127.0.0.1', name = 'cert') {
  const [cert, key] = [`${folder}/${name}.pem`, `${folder}/${name}-key.pem`];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', '/CN=localhost', '-addext', `subjectAltName=${names}`],
    ...['-days', '1', '-keyout', key, '-out', cert],
  ]);
  return { cert, key };
}
