import { createHmac, createPublicKey, sign } from 'node:crypto';
import { AccessTokenVerifier } from './access-token-verifier.service';
import { defaultIdentitySettings } from './identity.options';
import { NotAuthenticatedError } from './not-authenticated.error';
import { TokenExpiredError } from './token-expired.error';
import { claimsAt, makeSigner, SceneKeys, type Signer, tokenOf, tokenWith } from './token-scene.contract';

/** The order of P-256's group. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('an access token', () => {
  const auth = makeSigner('of-auth');
  const attacker = makeSigner('of-the-attacker');
  let keys: SceneKeys;
  let now: number;
  let verifier: AccessTokenVerifier;

  beforeEach(async () => {
    now = Date.now();
    keys = new SceneKeys();
    await keys.publish(auth);
    verifier = verifierWith();
  });
  const verifierWith = (rememberedTokens = 100) =>
    new AccessTokenVerifier(keys, { ...defaultIdentitySettings, rememberedTokens, now: () => now });
  const outcome = (token: string) =>
    verifier.verify(token).then(
      ({ userId }) => userId,
      (error: Error) => error.constructor,
    );

  it('says who asks, by which session, since when and how she has shown it', async () => {
    const claims = claimsAt(now, { role: 'admin', amr: ['pwd', 'otp'] });
    for (const _twice of [1, 2])
      expect(await verifier.verify(tokenOf(auth, claims))).toEqual({
        ...{ userId: claims.sub, sessionId: claims.sid, tokenId: claims.jti, role: 'admin' },
        ...{ methods: ['pwd', 'otp'], issuedAtMs: now, authenticatedAtMs: claims.auth_time * 1_000 },
        expiresAtMs: claims.exp * 1_000,
      });
  });

  it('of no session is as good', async () => {
    const { sid: _none, ...claims } = claimsAt(now);
    expect((await verifier.verify(tokenOf(auth, claims))).sessionId).toBeUndefined();
  });

  describe('that is forged', () => {
    const claims = claimsAt(Date.now());
    const head = { alg: 'ES256', typ: 'at+jwt', kid: auth.kid };
    const pem = createPublicKey(auth.privateKey).export({ type: 'spki', format: 'pem' });
    const raw = JSON.stringify(auth.jwk);
    const mac = (key: string | Buffer) => (text: string) =>
      createHmac('sha256', key).update(text).digest('base64url');
    const good = () => tokenOf(auth, claims);
    const signatureOf = (token: string) => token.slice(token.lastIndexOf('.') + 1);
    const bodyOf = (token: string) => token.slice(0, token.lastIndexOf('.'));

    it.each<[string, () => string]>([
      ['unsigned', () => tokenWith({ ...head, alg: 'none' }, claims, '')],
      ['unsigned, in other letters', () => tokenWith({ ...head, alg: 'nOnE' }, claims, '')],
      [
        'unsigned, the signature kept',
        () => tokenWith({ ...head, alg: 'none' }, claims, signatureOf(good())),
      ],
      ['signed by HS256 with the public key', () => tokenWith({ ...head, alg: 'HS256' }, claims, mac(pem))],
      ['signed by HS256 with the JWK', () => tokenWith({ ...head, alg: 'HS256' }, claims, mac(raw))],
      ['signed by HMAC and called ES256', () => tokenWith(head, claims, mac(pem))],
      ['signed by another key under a known id', () => tokenOf(attacker, claims, { kid: auth.kid })],
      ['signed by an unknown key', () => tokenOf(attacker, claims)],
      [
        'signed by a key it brings along',
        () => tokenOf(attacker, claims, { kid: auth.kid, jwk: attacker.jwk }),
      ],
      [
        'signed by a key it says where to find',
        () => tokenOf(attacker, claims, { jku: 'http://127.0.0.1:1/jwks' }),
      ],
      [
        'signed by a certificate it brings',
        () => tokenOf(attacker, claims, { x5c: ['AAAA'], x5u: 'http://x' }),
      ],
      ['named by no key', () => tokenOf(auth, claims, { kid: undefined })],
      ['named by a path', () => tokenOf(auth, claims, { kid: '../../../dev/null' })],
      ['named by a query', () => tokenOf(auth, claims, { kid: "x' UNION SELECT 'key" })],
      ['named by a part of every object', () => tokenOf(auth, claims, { kid: 'constructor' })],
      ['named by a list', () => tokenOf(auth, claims, { kid: [auth.kid] })],
      ['critical in a way nobody knows', () => tokenOf(auth, claims, { crit: ['exp'], exp: 1 })],
      ['not encoded', () => tokenOf(auth, claims, { b64: false, crit: ['b64'] })],
      ['of another curve', () => tokenOf(auth, claims, { alg: 'ES384' })],
      ['of zeroes', () => `${bodyOf(good())}.${Buffer.alloc(64).toString('base64url')}`],
      ['cut', () => good().slice(0, -1)],
      ['lengthened', () => `${good()}A`],
      ['in three parts and one more', () => `${good()}.AAAA`],
      ['encrypted', () => 'e30.e30.e30.e30.e30'],
      ['empty', () => ''],
      ['of 4 MiB', () => 'A'.repeat(4_194_304)],
      ['signed and of more than 4 KiB', () => tokenOf(auth, { ...claims, more: 'A'.repeat(4_096) })],
    ])('%s, is nobody', async (_how, forge) => {
      expect(await outcome(forge())).toBe(NotAuthenticatedError);
    });

    it('with a signature in DER is nobody', async () => {
      const token = bodyOf(good());
      const der = sign('sha256', Buffer.from(token), auth.privateKey).toString('base64url');
      expect(await outcome(`${token}.${der}`)).toBe(NotAuthenticatedError);
    });

    it('is not looked for among the keys under an id that cannot be one', async () => {
      await outcome(tokenOf(auth, claims, { kid: '../x' }));
      await outcome('A'.repeat(5_000));
      expect(keys.asked).toEqual([]);
    });

    it('out of a good one, with the twin of its signature, says nothing but what the good one says', async () => {
      const token = good();
      const signature = Buffer.from(signatureOf(token), 'base64url');
      const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
      const twin = (order - s).toString(16).padStart(64, '0');
      const both = Buffer.concat([signature.subarray(0, 32), Buffer.from(twin, 'hex')]);
      const other = `${bodyOf(token)}.${both.toString('base64url')}`;
      // Whoever has it has the good one; what revokes the one revokes the other, for both have one id.
      expect(await verifier.verify(other)).toEqual(await verifier.verify(token));
    });
  });

  describe('that is genuine and not for here', () => {
    const wrong = (change: Record<string, unknown>, header?: Record<string, unknown>) => () =>
      tokenOf(auth, claimsAt(now, change), header);

    it.each<[string, () => string]>([
      ['of another issuer', wrong({ iss: 'somebody' })],
      ['of no issuer', wrong({ iss: undefined })],
      ['for another audience', wrong({ aud: 'somebody' })],
      ['for several audiences', wrong({ aud: ['secureconnect', 'somebody'] })],
      ['for no audience', wrong({ aud: undefined })],
      ['of another type', wrong({}, { typ: 'JWT' })],
      ['of the type of a service', wrong({}, { typ: 'service+jwt' })],
      ['of no type', wrong({}, { typ: undefined })],
      ['without end', wrong({ exp: undefined })],
      ['with an end in words', wrong({ exp: 'never' })],
      ['with a boundless end', wrong({ exp: 1e300 })],
      ['without a beginning', wrong({ iat: undefined })],
      ['with two beginnings', wrong({ iat_ms: 1 })],
      ['without an id', wrong({ jti: undefined })],
      ['with an id that is none', wrong({ jti: "'; DROP TABLE" })],
      ['of nobody', wrong({ sub: undefined })],
      ['of nobody in particular', wrong({ sub: '*' })],
      ['of a session that is none', wrong({ sid: '' })],
      ['with a role nobody has', wrong({ role: 'root' })],
      ['with a role of every object', wrong({ role: 'constructor' })],
      ['without a role', wrong({ role: undefined })],
      ['without methods', wrong({ amr: 'pwd' })],
      ['not yet to be used', () => tokenOf(auth, claimsAt(now, { nbf: Math.floor(now / 1_000) + 60 }))],
      ['made in the future', () => tokenOf(auth, claimsAt(now + 7_000))],
      ['of too long a life', () => tokenOf(auth, { ...claimsAt(now), exp: Math.floor(now / 1_000) + 901 })],
    ])('%s, is nobody', async (_how, token) => {
      expect(await outcome(token())).toBe(NotAuthenticatedError);
    });
  });

  it('lasts until its end and five seconds, whether it was seen before or not', async () => {
    const claims = claimsAt(now);
    const token = tokenOf(auth, claims);
    await verifier.verify(token);
    for (const one of [verifier, verifierWith()]) {
      now = claims.exp * 1_000 + 4_999;
      await expect(one.verify(token)).resolves.toMatchObject({ userId: claims.sub });
      now += 1;
      await expect(one.verify(token)).rejects.toThrow(TokenExpiredError);
      await expect(one.verify(token)).rejects.toThrow(TokenExpiredError);
    }
  });

  it('of a clock that goes five seconds before is good', async () => {
    const claims = claimsAt(now + 4_000);
    expect(await outcome(tokenOf(auth, claims))).toBe(claims.sub);
  });

  it('is accepted through a rotation, and no more once its key was withdrawn, though it was seen before', async () => {
    const claims = claimsAt(now);
    const token = tokenOf(auth, claims);
    expect(await outcome(token)).toBe(claims.sub);
    const next: Signer = makeSigner('the-next');
    await keys.publish(next, auth);
    expect(await outcome(token)).toBe(claims.sub);
    await keys.publish(next);
    expect(await outcome(token)).toBe(NotAuthenticatedError);
  });

  it('is not accepted by a key that took the name of the one it was signed with, though it was seen before', async () => {
    const token = tokenOf(auth, claimsAt(now));
    await verifier.verify(token);
    const { jwk } = makeSigner(auth.kid);
    await keys.publish({ ...auth, jwk });
    expect(await outcome(token)).toBe(NotAuthenticatedError);
  });

  describe('that was verified before', () => {
    it('is known at once, without anybody being asked', async () => {
      const claims = claimsAt(now);
      const token = tokenOf(auth, claims);
      expect(verifier.known(token)).toBeUndefined();
      await verifier.verify(token);
      keys.asked = [];
      expect(verifier.known(token)?.caller.userId).toBe(claims.sub);
      expect(keys.asked).toEqual([]);
    });

    it('is not known when its time is over', async () => {
      const token = tokenOf(auth, claimsAt(now));
      await verifier.verify(token);
      now += 905_000;
      expect(verifier.known(token)).toBeUndefined();
    });

    it('is not known once its key was withdrawn, or another took its name', async () => {
      const token = tokenOf(auth, claimsAt(now));
      await verifier.verify(token);
      await keys.publish({ ...auth, jwk: makeSigner(auth.kid).jwk });
      expect(verifier.known(token)).toBeUndefined();
      await keys.publish();
      expect(verifier.known(token)).toBeUndefined();
    });

    it('is not another that differs in a letter', async () => {
      const token = tokenOf(auth, claimsAt(now));
      await verifier.verify(token);
      expect(verifier.known(`${token}A`)).toBeUndefined();
      expect(verifier.known(token.slice(0, -1))).toBeUndefined();
    });
  });

  it('is still known when many more were seen than are remembered', async () => {
    verifier = verifierWith(2);
    const all = Array.from({ length: 5 }, () => claimsAt(now));
    for (const claims of [...all, ...all]) expect(await outcome(tokenOf(auth, claims))).toBe(claims.sub);
  });
});
