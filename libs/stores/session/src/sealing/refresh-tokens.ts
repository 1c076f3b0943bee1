import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { openBytes, sealBytes, type SealingKeys } from '@secureconnect/platform';

const head = 'rt1.';
const [idBytes, generationBytes, secretBytes, macBytes] = [16, 4, 32, 16];
const secretAt = idBytes + generationBytes;
const macAt = secretAt + secretBytes;
const textLength = head.length + Math.ceil(((macAt + macBytes) * 4) / 3);

const derived = (key: Buffer, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `session store: ${use}`, 32));

/** One refresh token: of which session, which one in its line, and the secret that nobody else knows. */
export interface RefreshToken {
  readonly sessionId: string;
  readonly generation: number;
  readonly secret: Buffer;
}

/** What is kept of a token: enough to know it again, not enough to make it. */
export const tokenHash = ({ secret }: RefreshToken): Buffer => createHash('sha256').update(secret).digest();

/** Compares hashes without telling by the time it takes where they differ. */
export const isSameHash = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

/** The token that replaces one. */
export const childOf = ({ sessionId, generation }: RefreshToken): RefreshToken => ({
  sessionId,
  generation: generation + 1,
  secret: randomBytes(secretBytes),
});

/** The first token of a session. */
export const firstToken = (sessionId: string): RefreshToken =>
  childOf({ sessionId, generation: 0, secret: Buffer.alloc(0) });

const placeOf = ({ sessionId, generation }: RefreshToken): string => `child of ${sessionId} ${generation}`;

/** The child, for nobody but who holds its parent. */
export const sealChild = (parent: RefreshToken, child: RefreshToken): Buffer =>
  sealBytes(derived(parent.secret, 'child'), child.secret.toString('base64'), placeOf(parent));

/** What `sealChild` sealed; throws for another parent. */
export const openChild = (parent: RefreshToken, sealed: Buffer): RefreshToken => ({
  sessionId: parent.sessionId,
  generation: parent.generation + 1,
  secret: Buffer.from(
    openBytes(derived(parent.secret, 'child'), sealed, placeOf(parent)).toString(),
    'base64',
  ),
});

/** Refresh tokens as clients hold them; a MAC tells those that were given from those somebody made up. */
export class RefreshTokens {
  private readonly keys: readonly Buffer[];

  constructor(keys: SealingKeys) {
    this.keys = keys.map(({ key }) => derived(key, 'refresh tokens'));
  }

  write({ sessionId, generation, secret }: RefreshToken): string {
    const body = Buffer.alloc(macAt);
    body.write(sessionId.replaceAll('-', ''), 'hex');
    body.writeUInt32BE(generation, idBytes);
    secret.copy(body, secretAt);
    return head + Buffer.concat([body, this.mac(this.keys[0] as Buffer, body)]).toString('base64url');
  }

  /** Undefined for what was never given. */
  read(text: string): RefreshToken | undefined {
    if (text.length !== textLength || !text.startsWith(head)) return undefined;
    const bytes = Buffer.from(text.slice(head.length), 'base64url');
    // One token has one text.
    if (bytes.length !== macAt + macBytes || head + bytes.toString('base64url') !== text) return undefined;
    const [body, mac] = [bytes.subarray(0, macAt), bytes.subarray(macAt)];
    if (!this.keys.some((key) => timingSafeEqual(this.mac(key, body), mac))) return undefined;
    return {
      sessionId: uuidOf(body.subarray(0, idBytes)),
      generation: body.readUInt32BE(idBytes),
      secret: Buffer.from(body.subarray(secretAt)),
    };
  }

  private mac(key: Buffer, body: Buffer): Buffer {
    return createHmac('sha256', key).update(body).digest().subarray(0, macBytes);
  }
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
