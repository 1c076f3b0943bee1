import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Stands where auth stands, as far as tokens go: signs them, and publishes the key they are verified with. */
export class TokenIssuer {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly kid = randomUUID();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TokenIssuer> {
    const server = createServer();
    const issuer = new TokenIssuer(server);
    server.on('request', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(issuer.published()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  /** What AUTH_URL is set to. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** An access token as auth would sign it, of somebody new and of a session of its own unless the claims say other. */
  token(claims: Readonly<Record<string, unknown>> = {}): string {
    const now = Date.now();
    const iat = Math.floor(now / 1_000);
    const who = { sub: randomUUID(), sid: randomUUID(), jti: randomUUID(), role: 'user', amr: ['pwd'] };
    const times = { iat, iat_ms: now, exp: iat + 900, auth_time: iat };
    const all = { iss: 'secureconnect', aud: 'secureconnect', ...who, ...times, ...claims };
    const text = `${encoded({ alg: 'ES256', typ: 'at+jwt', kid: this.kid })}.${encoded(all)}`;
    const key = { key: this.keys.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private published(): object {
    const jwk = { ...this.keys.publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', alg: 'ES256' };
    return { keys: [jwk] };
  }
}
