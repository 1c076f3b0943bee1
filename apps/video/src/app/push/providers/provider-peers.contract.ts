import { execFileSync } from 'node:child_process';
import { type KeyObject, verify } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@secureconnect/testing';

/** A certificate of localhost, which only who is given it believes. */
export function newCertificate(): { readonly cert: string; readonly key: string } {
  const dir = temporaryFolder('push');
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const names = ['-subj', '/CN=push', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  try {
    const options = { stdio: 'pipe' } as const;
    execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...names], options);
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Has a server listen; gives its port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

type Said = Readonly<Record<string, unknown>>;

/** What a signed token says; throws where somebody else signed it. */
export function claimsOf(
  token: string,
  key: KeyObject,
  isEc: boolean,
): { readonly head: Said; readonly claims: Said } {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const by = isEc ? ({ key, dsaEncoding: 'ieee-p1363' } as const) : key;
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), by, Buffer.from(signature, 'base64url')))
    throw new Error('a signature of somebody else');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Said;
  return { head: read(head), claims: read(claims) };
}
