import { type PostgresServer, type RedisServer, until } from '@secureconnect/testing';
import { AbstractLogger, type DataSource } from 'typeorm';
import { isAccepted, type KeyInstance, keyValues, startKeyInstance, tokenOf } from './key-scene.contract';
import { KeySealer } from './key-sealer';
import { KeySurroundings } from './key-surroundings.contract';
import { makeSigningKey } from './make-signing-key';
import { stateOf } from './stored-signing-key';

class QueryCount extends AbstractLogger {
  constructor(private readonly count: (query: string) => void) {
    super(['query']);
  }

  override logQuery = (query: string): void => this.count(query);
  protected writeLog(): void {
    return undefined;
  }
}

describe('signing keys, on two instances', () => {
  let on: KeySurroundings;
  let postgres: PostgresServer;
  let redis: RedisServer;
  let source: DataSource;
  let one: KeyInstance;
  let other: KeyInstance;
  let queries: string[] = [];
  const states = async () => (await one.record.list()).map(stateOf);
  /** Lets time pass for all keys. */
  const later = (seconds: number) =>
    source.query(
      `UPDATE signing_keys SET created_at = created_at - $1 * interval '1 s', signs_from = signs_from - $1 * interval '1 s',
       signs_until = signs_until - $1 * interval '1 s', published_until = published_until - $1 * interval '1 s'`,
      [seconds],
    );

  beforeAll(async () => {
    const logger = new QueryCount((query) => queries.push(query));
    on = await KeySurroundings.open({ logger, logging: ['query'] });
    ({ postgres, redis, source, one, other } = on);
  });
  beforeEach(async () => {
    await source.query('DELETE FROM signing_keys');
    await one.rotation.sweep();
  });
  afterAll(() => on.close());

  it('are made once, however many instances start at the same time', async () => {
    for (let round = 0; round < 10; round += 1) {
      await source.query('DELETE FROM signing_keys');
      await Promise.all(Array.from({ length: 8 }, (_, at) => (at % 2 ? one : other).rotation.sweep()));
      expect(await states()).toEqual(['current']);
    }
  });

  it('are published with their public parts and nothing else', async () => {
    const [key = {}] = (await one.published.get()).keys;
    const shown = ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'];
    expect(Object.keys(key).sort()).toEqual(shown);
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
  });

  it('do not log anyone out: a token is accepted before, during and after a rotation', async () => {
    const before = tokenOf(await one.signer().current());
    expect(isAccepted(before, await other.published.get())).toBe(true);

    await one.rotation.rotate(false);
    expect(await states()).toEqual(['next', 'current']);
    const during = tokenOf(await one.signer().current());
    const verifier = await until('the other instance to have heard', async () => {
      const jwks = await other.published.get();
      return jwks.keys.length === 2 ? jwks : undefined;
    });
    expect([before, during].map((token) => isAccepted(token, verifier))).toEqual([true, true]);

    await later(keyValues.SIGNING_KEY_LEAD_SECONDS);
    expect(await states()).toEqual(['current', 'retired']);
    const after = tokenOf(await other.signer().current());
    // Whoever verifies has not asked again since, and need not.
    expect([before, during, after].map((token) => isAccepted(token, verifier))).toEqual([true, true, true]);
    expect(after.split('.')[0]).not.toBe(before.split('.')[0]);
  });

  it('are gone when nothing they signed is valid any more', async () => {
    const former = tokenOf(await one.signer().current());
    await one.rotation.rotate(true);
    await other.rotation.sweep();
    expect(await states()).toEqual(['current', 'retired']);
    await later(keyValues.SIGNING_KEY_KEPT_SECONDS);
    await other.rotation.sweep();
    expect(await source.query('SELECT FROM signing_keys')).toHaveLength(1);
    await until('both to publish one', async () =>
      (await Promise.all([one, other].map(({ published }) => published.get()))).every(
        ({ keys }) => keys.length === 1,
      ),
    );
    expect(isAccepted(former, await one.published.get())).toBe(false);
  });

  it('follow each other without a gap, by themselves, and the next one is published in time', async () => {
    const lead = keyValues.SIGNING_KEY_LEAD_SECONDS;
    await later(keyValues.SIGNING_KEY_LIFE_SECONDS - lead - 10);
    await one.rotation.sweep();
    expect(await states()).toEqual(['current']);
    await later(11);
    await Promise.all([one, other].map(({ rotation }) => rotation.sweep()));
    expect(await states()).toEqual(['next', 'current']);
    const [next, present] = await one.record.list();
    expect(next?.signsFrom).toEqual(present?.signsUntil);
    await later(lead);
    expect(await states()).toEqual(['current', 'retired']);
  });

  it('are rotated once, though two operators ask for it', async () => {
    const [first, second] = [await one.rotation.rotate(false), await other.rotation.rotate(false)];
    expect(second.map(({ kid }) => kid)).toEqual(first.map(({ kid }) => kid));
    expect(second[0]?.signsInMs).toBeLessThanOrEqual(first[0]?.signsInMs ?? 0);
  });

  it('are rotated at once where an operator says so', async () => {
    const [former] = await one.record.list();
    await one.rotation.rotate(false);
    const [key] = await one.rotation.rotate(true);
    expect(await states()).toEqual(['current', 'retired']);
    expect((await other.signer().current()).kid).toBe(key?.kid);
    expect(key?.kid).not.toBe(former?.kid);
  });

  it('sign as soon as they have been published for long enough, for how long that may have been', async () => {
    // As an instance made it that was set to publish for longer.
    const [present] = await one.record.list();
    const { jwk, privateKey } = await makeSigningKey();
    const sealed = one.sealer.seal(privateKey, jwk.kid);
    await one.record.add(source.manager, jwk, sealed, present?.kid);
    await later(60);
    await one.rotation.rotate(false);
    const [next] = await one.record.list();
    expect([next?.kid, stateOf(next as never)]).toEqual([jwk.kid, 'next']);
    const leftMs = (keyValues.SIGNING_KEY_LEAD_SECONDS - 60) * 1_000;
    expect(next?.signsInMs).toBeLessThanOrEqual(leftMs);
  });

  it('made anew by an instance that finds none', async () => {
    await source.query('DELETE FROM signing_keys');
    const token = tokenOf(await other.signer().current());
    expect(await states()).toEqual(['current']);
    await until('it to be published', async () => isAccepted(token, await one.published.get()));
  });

  describe('sealed', () => {
    const sealedWith = async () => (await one.record.list()).map((key) => key.sealedWith);

    it('do not lie open in PostgreSQL, nor open under another name', async () => {
      const [key] = await one.record.list();
      const { privateKey } = await one.signer().current();
      const plain = privateKey.export({ type: 'pkcs8', format: 'der' });
      const { d } = privateKey.export({ format: 'jwk' });
      expect(key?.sealed.includes(plain.subarray(-32))).toBe(false);
      expect(key?.sealed.includes(Buffer.from(d ?? '', 'base64url'))).toBe(false);
      expect(one.sealer.open(key as never, key?.kid ?? '').equals(plain)).toBe(true);
      expect(() => one.sealer.open(key as never, 'another')).toThrow();
    });

    it('are sealed anew when the secret changes, and the former secret is not needed afterwards', async () => {
      const { kid } = await one.signer().current();
      const former = await sealedWith();
      const changing = new KeySealer('the new secret', 'a secret of this spec');
      const changed = await startKeyInstance(source, { url: redis.url }, changing);
      await changed.rotation.sweep();
      expect(await sealedWith()).not.toEqual(former);
      await changed.close();
      const after = await startKeyInstance(source, { url: redis.url }, new KeySealer('the new secret'));
      expect((await after.signer().current()).kid).toBe(kid);
      await after.close();
    });

    it('with a secret that an instance lacks, it signs with one of its own, once, and both are accepted', async () => {
      const stranger = await startKeyInstance(source, { url: redis.url }, new KeySealer('another secret'));
      const tokens = [tokenOf(await stranger.signer().current()), tokenOf(await one.signer().current())];
      for (const { rotation } of [stranger, one, stranger, one]) await rotation.sweep();
      expect(await states()).toEqual(['current', 'current']);
      await until('both to be published', async () => {
        const jwks = await one.published.get();
        return tokens.every((token) => isAccepted(token, jwks));
      });
      await stranger.close();
    });
  });

  describe('while PostgreSQL is away', () => {
    it('sign and are published as before, and not at all by who has never seen them', async () => {
      const signer = one.signer();
      const { kid } = await signer.current();
      await until('published', async () =>
        isAccepted(tokenOf(await signer.current()), await one.published.get()),
      );
      const fresh = other.signer();
      await postgres.kill();
      expect((await signer.current()).kid).toBe(kid);
      expect((await one.published.get()).keys).toHaveLength(1);
      await expect(fresh.current()).rejects.toThrow();
      await postgres.start();
      await until('it to sign again', async () => (await fresh.current()).kid === kid);
    });
  });

  it('cost one query for 1,000 who ask at once where nothing is cached', async () => {
    const fresh = await startKeyInstance(source, { url: redis.url });
    await fresh.rotation.rotate(true);
    queries = [];
    const sets = await Promise.all(Array.from({ length: 1_000 }, () => fresh.published.get()));
    expect(sets.every(({ keys }) => keys.length === 2)).toBe(true);
    expect(queries.filter((query) => query.includes('FROM signing_keys')).length).toBe(1);
    await fresh.close();
  });
});
