import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Stands where auth stands: signs tokens, publishes the key they are verified with, and knows whom it is told to. */
export class TokenSigner {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly kid = randomUUID();
  private server: Server;
  /** Ids that nobody has; everybody else has an account. */
  readonly nobody = new Set<string>();

  async start(): Promise<void> {
    this.server = createServer((request, response) => this.answer(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A good access token of a session of hers. */
  tokenOf(userId: string, change: object = {}): string {
    const now = Date.now();
    const iat = Math.floor(now / 1_000);
    const who = { sub: userId, sid: randomUUID(), jti: randomUUID(), role: 'user', amr: ['pwd'] };
    const times = { iat, iat_ms: now, exp: iat + 900, auth_time: iat };
    const claims = { iss: 'secureconnect', aud: 'secureconnect', ...who, ...times, ...change };
    const text = `${encoded({ alg: 'ES256', typ: 'at+jwt', kid: this.kid })}.${encoded(claims)}`;
    const key = { key: this.keys.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const jwk = { ...this.keys.publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', alg: 'ES256' };
    const ids = (searchParams.get('ids') ?? '').split(',');
    const known = { items: ids.filter((id) => !this.nobody.has(id)).map((id) => ({ id })) };
    const found = { '/.well-known/jwks.json': { keys: [jwk] }, '/internal/accounts': known }[pathname];
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  }
}
