import { until } from '@secureconnect/testing';
import { register } from 'prom-client';
import { type RevocationInstance, newToken, RevocationScene } from './revocation-scene.contract';

let scene: RevocationScene;
let here: RevocationInstance;
let there: RevocationInstance;

beforeAll(async () => {
  scene = await RevocationScene.start();
  here = await scene.instance();
  there = await scene.instance();
}, 60_000);
afterAll(() => scene.close());

describe('a revocation', () => {
  it('is in force here when its transaction has been committed, and on the other instance at once', async () => {
    const token = newToken();
    expect(await there.verdict(token)).toBe(false);
    await here.revokeToken(token);
    expect(here.store.isKnownRevoked(token)).toBe(true);
    await there.refuses(token);
  });

  it('of a session or an account counts for all its tokens', async () => {
    const [session, other] = [newToken(), newToken()];
    await here.revoke(
      { kind: 'session', subject: session.sessionId as string },
      { kind: 'user', subject: other.userId, issuedBefore: other.issuedAtMs + 1 },
    );
    await there.refuses(session);
    await there.refuses(other);
    await there.accepts(newToken({ userId: session.userId }));
    await there.accepts({ ...other, sessionId: undefined, issuedAtMs: other.issuedAtMs + 1 });
    await there.refuses({ ...other, sessionId: undefined });
  });

  it('of an account counts for what was given before it, and not for what is given after it', async () => {
    const sql = `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
    // Often: once is no proof for moments that are a thousandth of a second apart.
    const given = await here.within(async (within) => {
      const now = async () => ((await within.manager.query<{ ms: number }[]>(sql))[0] as { ms: number }).ms;
      const all: { userId: string; before: number; after: number }[] = [];
      for (let at = 0; at < 100; at += 1) {
        const [{ userId }, before] = [newToken(), await now()];
        await here.store.revoke([{ kind: 'user', subject: userId }], within);
        all.push({ userId, before, after: await now() });
      }
      return all;
    });
    await there.refuses(newToken({ userId: given.at(-1)?.userId ?? '', issuedAtMs: 0 }));
    const at = (moment: 'before' | 'after') =>
      given.map((one) =>
        here.store.isKnownRevoked(newToken({ userId: one.userId, issuedAtMs: one[moment] })),
      );
    await here.isCurrent();
    expect(new Set(at('before'))).toEqual(new Set([true]));
    expect(at('after')).not.toContain(true);
  });

  it('is nothing when its transaction is rolled back, and numbers go on without a gap', async () => {
    const token = newToken();
    const { seq } = here.parts.feed;
    const failing = here.within(async (within) => {
      await here.store.revoke([{ kind: 'token', subject: token.id }], within);
      within.beforeCommit(() => Promise.reject(new Error('no')));
    });
    await expect(failing).rejects.toThrow('no');
    expect(await here.verdict(token)).toBe(false);
    expect(await there.verdict(token)).toBe(false);
    await here.revokeToken(newToken());
    await until('the next number', () => there.parts.feed.seq === seq + 1);
    expect(await there.verdict(token)).toBe(false);
  });

  it('is told once to each who subscribes', async () => {
    const token = newToken();
    await here.revokeToken(token);
    await there.refuses(token);
    // Later ones have come by both roads too.
    const last = newToken();
    await there.revokeToken(last);
    await here.refuses(last);
    for (const { heard } of [here, there])
      expect(heard.filter(({ subject }) => subject === token.id)).toEqual([
        { kind: 'token', subject: token.id },
      ]);
  });

  it('is loaded by an instance that starts later', async () => {
    const token = newToken();
    await here.revokeToken(token);
    const later = await scene.instance();
    expect(later.store.isKnownRevoked(token)).toBe(true);
    there = later; // The metrics are of the newest.
  });

  it('of a thousand at once on two instances has a number of its own, and both know all of them', async () => {
    const { seq } = here.parts.feed;
    const tokens = Array.from({ length: 1_000 }, () => newToken());
    const waiting = [...tokens];
    const worker = async (instance: RevocationInstance): Promise<void> => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await instance.revokeToken(next);
    };
    await Promise.all(Array.from({ length: 16 }, (_, at) => worker(at % 2 ? here : there)));
    const rows = await scene.postgres.sql<{ seq: string }>(
      'SELECT seq FROM revocation.revocations WHERE seq > $1 ORDER BY seq',
      [seq],
    );
    expect(rows.map((row) => Number(row.seq))).toEqual(tokens.map((_, at) => seq + 1 + at));
    for (const instance of [here, there]) {
      await until('all to be known', () => instance.parts.feed.seq === seq + 1_000);
      await instance.isCurrent();
      expect(tokens.filter((token) => instance.store.isKnownRevoked(token) !== true)).toEqual([]);
    }
    expect(here.parts.mirror.size).toBe(there.parts.mirror.size);
  }, 60_000);

  it('is counted in the metrics, and so is each check by who answered', async () => {
    await there.accepts(newToken());
    const { feed, mirror, checks } = there.parts;
    const text = await register.metrics();
    expect(text).toContain(`\nrevocations_number ${feed.seq}\n`);
    expect(text).toContain(`\nrevocations ${mirror.size}\n`);
    expect(text).toContain('\nrevocations_lag 0\n');
    expect(text).toContain(`\nrevocation_checks_total{answered_by="memory"} ${checks.counts.memory}\n`);
    expect(text).toMatch(/\nrevocations_current [01]\n/);
    expect(text).toMatch(/\nrevocation_gaps_total \d+\n/);
  });

  it('is forgotten by the record when it has ended everywhere', async () => {
    const token = newToken();
    await here.revokeToken(token);
    await scene.postgres.sql(
      `UPDATE revocation.revocations SET expires_at = now() - interval '1 hour' WHERE subject = $1`,
      [token.id],
    );
    expect(await here.store.cleanUp()).toBe(1);
    expect(await here.store.cleanUp()).toBe(0);
  });
});
