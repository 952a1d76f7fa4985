// A certificate for a server on this machine, made anew for each use.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// Writes a certificate for these names that signs itself and is good for so many days; one of -1
// days ended yesterday. → { cert, key }, the paths of two PEM files
export async function makeCertificate(
  folder,
  names = 'DNS:localhost,IP:127.0.0.1',
  name = 'cert',
  days = 1,
) {
  const [cert, key, request] = ['', '-key', '-request'].map((part) => `${folder}/${name}${part}.pem`);
  const openssl = (...words) => promisify(execFile)('openssl', words);
  await openssl(
    ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', '/CN=localhost', '-addext', `subjectAltName=${names}`],
    ...['-keyout', key, '-out', request],
  );
  await openssl(
    ...['x509', '-req', '-in', request, '-copy_extensions', 'copy', '-signkey', key],
    ...['-days', `${days}`, '-out', cert],
  );
  return { cert, key };
}
