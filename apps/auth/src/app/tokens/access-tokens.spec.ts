import { AccessTokenVerifier, NotAuthenticatedError } from '@secureconnect/identity';
import { newId } from '@secureconnect/platform';
import { BreakerOpenError } from '@secureconnect/resilience';
import { type RedisServer, until } from '@secureconnect/testing';
import { type DataSource } from 'typeorm';
import { type KeyInstance, startKeyInstance } from '../signing-keys/key-scene.contract';
import { KeySurroundings } from '../signing-keys/key-surroundings.contract';
import { accessTokenLife } from './access-token-life.constants';
import { type AccessTokenContents, AccessTokenSigner } from './access-token-signer.service';
import { LocalTokenKeys } from './local-token-keys.adapter';

const settings = { skewSeconds: 5, rememberedTokens: 100, secondFactorRoles: [], now: Date.now };

describe('an access token that auth signs', () => {
  let on: KeySurroundings;
  let redis: RedisServer;
  let source: DataSource;
  let one: KeyInstance;
  let other: KeyInstance;
  let verifier: AccessTokenVerifier;

  beforeAll(async () => {
    on = await KeySurroundings.open();
    ({ redis, source, one, other } = on);
    verifier = new AccessTokenVerifier(new LocalTokenKeys(other.published), settings);
  });
  afterAll(() => on.close());

  const contents = (change: Partial<AccessTokenContents> = {}): AccessTokenContents => {
    const now = Date.now();
    const times = { authenticatedAtMs: now - 5_000, issuedAtMs: now, lifeSeconds: accessTokenLife.ofSession };
    return { userId: newId(), sessionId: newId(), role: 'user', methods: ['pwd'], ...times, ...change };
  };
  const signed = (given: AccessTokenContents) => new AccessTokenSigner(one.signer()).sign(given);
  const isAccepted = (token: string) =>
    verifier.verify(token).then(
      () => true,
      (error: Error) => {
        if (error instanceof NotAuthenticatedError) return false;
        throw error;
      },
    );

  it('is read by another instance as it was meant', async () => {
    const given = contents({ role: 'admin', methods: ['pwd', 'otp'] });
    const { token, expiresIn } = await signed(given);
    expect(expiresIn).toBe(900);
    const { userId, sessionId, role, methods, issuedAtMs } = given;
    const caller = await until('the key to be published', () => verifier.verify(token));
    expect(caller).toMatchObject({ userId, sessionId, role, methods, issuedAtMs });
    expect(caller.authenticatedAtMs).toBe(Math.floor(given.authenticatedAtMs / 1_000) * 1_000);
    expect(caller.expiresAtMs).toBe((Math.floor(issuedAtMs / 1_000) + 900) * 1_000);
    const again = await verifier.verify((await signed(given)).token);
    expect(again.tokenId).not.toBe(caller.tokenId);
  });

  it('that is stateless names no session and lives five minutes', async () => {
    const { token, expiresIn } = await signed(
      contents({ sessionId: undefined, lifeSeconds: accessTokenLife.stateless }),
    );
    const { sessionId, issuedAtMs, expiresAtMs } = await verifier.verify(token);
    expect([sessionId, expiresIn]).toEqual([undefined, 300]);
    expect(expiresAtMs - issuedAtMs).toBeLessThanOrEqual(300_000);
  });

  it('counts on through a rotation, and so does what the next key signs', async () => {
    const before = await signed(contents());
    await one.rotation.rotate(true);
    const after = await signed(contents());
    expect(after.token.split('.')[0]).not.toBe(before.token.split('.')[0]);
    await until('the next key to be heard of', () => isAccepted(after.token));
    expect(await isAccepted(before.token)).toBe(true);
  });

  it('counts no more once its key was withdrawn, though it was verified before', async () => {
    const { token } = await signed(contents());
    expect(await isAccepted(token)).toBe(true);
    const { kid } = await one.signer().current();
    await one.rotation.withdraw(kid);
    await until('the withdrawal to be heard of', async () => !(await isAccepted(token)));
    await until('another key to sign', async () => isAccepted((await signed(contents())).token));
  });

  it('is read without Redis where nothing may fall back, whatever the handler behind the guard declared', async () => {
    const strict = await startKeyInstance(source, { url: redis.url }, undefined, false);
    const { token } = await signed(contents());
    await redis.kill();
    try {
      await until('the cache to refuse', () =>
        strict.published.get().then(
          () => false,
          (error: unknown) => error instanceof BreakerOpenError,
        ),
      );
      const keys = new LocalTokenKeys(strict.published);
      const kid = (await one.signer().current()).kid;
      expect(await new AccessTokenVerifier(keys, settings).verify(token)).toMatchObject({ role: 'user' });
      expect(await keys.find('unknown')).toBeUndefined();
      expect(await keys.find(kid)).toBe(await keys.find(kid));
    } finally {
      await redis.start();
      await strict.close();
    }
  });
});
