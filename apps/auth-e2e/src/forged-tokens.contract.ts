import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { type AuthDoor } from './auth-door.contract';
import { type AuthScene, operatorToken, type Person } from './auth-scene.contract';

type Claims = Record<string, unknown>;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A key with which tokens are signed. */
class Signer {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor(readonly kid: string) {}

  get jwk(): Claims {
    return { ...this.pair.publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', alg: 'ES256' };
  }

  get publicKey(): KeyObject {
    return this.pair.publicKey;
  }

  sign(claims: Claims, header: Claims = {}): string {
    const text = `${encoded({ alg: 'ES256', typ: 'at+jwt', kid: this.kid, ...header })}.${encoded(claims)}`;
    const key = { key: this.pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }
}

/** The claims of a token that is good now. */
function claimsOf({ id }: Person, change: Claims = {}): Claims {
  const now = Date.now();
  const iat = Math.floor(now / 1_000);
  const who = { sub: id, jti: randomUUID(), role: 'user', amr: ['pwd'] };
  const whence = { iss: 'secureconnect', aud: 'secureconnect' };
  return { ...whence, ...who, iat, iat_ms: now, exp: iat + 300, auth_time: iat, ...change };
}

const insertSql = `
  INSERT INTO auth.signing_keys (kid, public_jwk, sealed_key, sealed_with, signs_from, signs_until, published_until)
  VALUES ($1, $2, '', 'nobody', now() - interval '2 h', now() - interval '1 h', now() + interval '1 h')`;

/** Has the service publish a key of ours among its own, so that what is wrong with a token can be one thing alone. */
async function publish(scene: AuthScene, signer: Signer): Promise<void> {
  await scene.postgres.sql(insertSql, [signer.kid, signer.jwk]);
  const asked = { token: operatorToken, body: { at_once: true } };
  const rotated = await scene.both[0].ask('POST', '/internal/signing-keys/rotate', asked);
  expect(rotated.status).toBe(200);
}

const past = (seconds: number) => {
  const iat = Math.floor(Date.now() / 1_000) - seconds;
  return { iat, iat_ms: iat * 1_000, auth_time: iat, exp: iat + 300 };
};

/** Access tokens that nobody gave, or not for here and now. */
export function describeForgedTokens(sceneOf: () => AuthScene): void {
  const ours = new Signer('of-these-tests');
  const attacker = new Signer('of-the-attacker');
  let person: Person;
  const statuses = async (token: string) =>
    Promise.all(sceneOf().both.map(async (door: AuthDoor) => (await door.me(token)).status));
  const hmac = (key: string, header: Claims = {}) => {
    const text = `${encoded({ alg: 'HS256', typ: 'at+jwt', kid: ours.kid, ...header })}.${encoded(claimsOf(person))}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  const pem = () => ours.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const unsigned = (alg: string) =>
    `${encoded({ alg, typ: 'at+jwt', kid: ours.kid })}.${encoded(claimsOf(person))}.`;
  const wrong = (change: Claims, header?: Claims) => () => ours.sign(claimsOf(person, change), header);
  const jku = 'http://127.0.0.1:1/jwks.json';

  describe('a token', () => {
    beforeAll(async () => {
      person = await sceneOf().someone();
      await publish(sceneOf(), ours);
    });

    it('that is good is let in, or all that follows would mean nothing', async () => {
      expect(await statuses(ours.sign(claimsOf(person)))).toEqual([200, 200]);
    });

    it.each<[string, () => string]>([
      ['unsigned', () => unsigned('none')],
      ['unsigned, in other letters', () => unsigned('NonE')],
      ['signed by HS256 with the public key', () => hmac(pem())],
      ['signed by HS256 with the JWK', () => hmac(JSON.stringify(ours.jwk))],
      ['signed by HMAC and called ES256', () => hmac(pem(), { alg: 'ES256' })],
      ['signed by another key under a known id', () => attacker.sign(claimsOf(person), { kid: ours.kid })],
      ['signed by a key nobody knows', () => attacker.sign(claimsOf(person))],
      ['that says where its key is', () => attacker.sign(claimsOf(person), { kid: ours.kid, jku })],
      ['that brings its key', () => attacker.sign(claimsOf(person), { kid: ours.kid, jwk: attacker.jwk })],
      ['whose key id is a path', wrong({}, { kid: '../../../../dev/null' })],
      ['whose key id is a query', wrong({}, { kid: "' UNION SELECT kid FROM signing_keys --" })],
      ['whose key id is of every object', wrong({}, { kid: '__proto__' })],
      ['for another audience', wrong({ aud: 'somebody' })],
      ['for several audiences', wrong({ aud: ['secureconnect', 'somebody'] })],
      ['of another issuer', wrong({ iss: 'https://example.com' })],
      ['of another type', wrong({}, { typ: 'JWT' })],
      ['of the type of a service', wrong({}, { typ: 'service+jwt' })],
      ['that has ended', wrong(past(400))],
      ['that begins later', wrong(past(-60))],
      ['that is not to be used yet', wrong({ nbf: Math.floor(Date.now() / 1_000) + 600 })],
      ['that lives too long', wrong({ exp: Math.floor(Date.now() / 1_000) + 86_400 })],
      ['without an end', wrong({ exp: undefined })],
    ])('%s is not', async (_what, forge) => {
      expect(await statuses(forge())).toEqual([401, 401]);
    });

    it('of a user who calls herself administrator with no key of ours administers nothing', async () => {
      const token = attacker.sign(claimsOf(person, { role: 'admin' }), { kid: ours.kid });
      expect((await sceneOf().both[0].get('/v1/users', token)).status).toBe(401);
    });
  });
}
