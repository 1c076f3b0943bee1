import { setTimeout as sleep } from 'node:timers/promises';
import { KeptWrites } from './kept-writes';
import { type KeptEntry, type KeptStore } from './kept-store';
import { mergeRevocation, type Revocation, revocationRule } from './merge/revocation';
import { type PendingWrites, ReconcilableStore } from './reconcilable-store.port';
import { ReconcileFailedError } from './reconcile-failed.error';
import { Reconciler } from './reconciler';
import { type ReconcilerOptions } from './reconciler.options';
import { type RecoveryProgress } from './recovery-progress';

/** A store over a map that stands where Redis would; what happens before each batch is the test's to say. */
class MapStore extends ReconcilableStore<Revocation> {
  readonly redis = new Map<string, Revocation>();
  readonly batches: number[] = [];
  rehydrated = 0;
  before: (batch: number) => Promise<void> | void = () => undefined;
  beforeRehydrating: () => void = () => undefined;

  constructor(
    readonly name: string,
    readonly pending: PendingWrites<Revocation>,
  ) {
    super();
  }

  async mergeIntoRedis(entries: readonly KeptEntry<Revocation>[]): Promise<void> {
    this.batches.push(entries.length);
    await this.before(this.batches.length);
    for (const { key, state } of entries) {
      const known = this.redis.get(key);
      this.redis.set(key, known ? mergeRevocation(known, state) : state);
    }
  }

  async rehydrate(): Promise<void> {
    this.rehydrated += 1;
    this.beforeRehydrating();
  }
}

const far = { expiresAt: Number.MAX_SAFE_INTEGER };
const fill = (store: KeptStore<Revocation>, count: number, from = 0) => {
  for (let index = from; index < from + count; index += 1) store.keep(`key:${index}`, far);
};

function setUp(options: Partial<ReconcilerOptions> = {}, maxEntries = 200_000) {
  const kept = new KeptWrites({ maxEntries, maxBytes: 1e9 });
  const pending = kept.store({ name: 'revocations', rule: revocationRule, isDurable: true });
  const store = new MapStore('revocations', pending);
  const waits: number[] = [];
  const reconciler = new Reconciler([store], {
    random: () => 0.5,
    sleep: async (ms, signal) => (signal.throwIfAborted(), void waits.push(ms)),
    ...options,
  });
  return { kept, pending, store, reconciler, waits };
}

describe('recovery', () => {
  const { signal } = new AbortController();

  it('writes what was kept in batches of 100 and tells how far it is', async () => {
    const { kept, pending, store, reconciler } = setUp({ now: () => 7 });
    fill(pending, 250);
    const seen: RecoveryProgress[] = [];
    reconciler.progress$.subscribe((progress) => seen.push(progress));
    await expect(reconciler.run({ signal })).resolves.toMatchObject({
      state: 'complete',
      reconciled: 250,
      remaining: 0,
    });
    expect(store.batches).toEqual([100, 100, 50]);
    expect(store.redis.size).toBe(250);
    expect(seen.map(({ done, total }) => [done, total])).toEqual([
      [0, 250],
      [100, 250],
      [200, 250],
      [250, 250],
    ]);
    expect(reconciler.progress).toEqual([{ store: 'revocations', done: 250, total: 250, startedAt: 7 }]);
    expect(kept.stats).toMatchObject({ entries: 0, bytes: 0 });
    expect(store.rehydrated).toBe(0);
  });

  it('ends a batch of large entries by its bytes', async () => {
    const kept = new KeptWrites();
    const large = { name: 'large', rule: revocationRule, isDurable: false, bytesOf: () => 400 * 1024 };
    const pending = kept.store(large);
    const store = new MapStore('large', pending);
    fill(pending, 7);
    const reconciler = new Reconciler([store], { maxStartDelayMs: 0 });
    await expect(reconciler.run({ signal })).resolves.toMatchObject({ state: 'complete', reconciled: 7 });
    expect(store.batches).toEqual([3, 3, 1]);
  });

  it('goes at the pace of a store that says one', async () => {
    const { pending, store, reconciler } = setUp();
    Object.assign(store, { pace: { batchSize: 10, tries: 1 } });
    fill(pending, 25);
    await reconciler.run({ signal });
    expect(store.batches).toEqual([10, 10, 5]);
    fill(pending, 5);
    store.before = () => Promise.reject(new Error('not now'));
    expect((await reconciler.run({ signal })).state).toBe('failed');
    expect(store.batches).toEqual([10, 10, 5, 5]);
  });

  it('takes in what arrives meanwhile', async () => {
    const { pending, store, reconciler } = setUp();
    fill(pending, 100);
    store.before = (batch) => void (batch === 1 && fill(pending, 30, 90));
    await expect(reconciler.run({ signal })).resolves.toMatchObject({ state: 'complete', reconciled: 130 });
    expect(store.redis.size).toBe(120);
  });

  it('tries a batch three times, waiting longer and jittered', async () => {
    const { pending, store, reconciler, waits } = setUp({ maxStartDelayMs: 200 });
    fill(pending, 1);
    store.before = (batch) => (batch < 3 ? Promise.reject(new Error('busy')) : undefined);
    await expect(reconciler.run({ signal })).resolves.toMatchObject({ state: 'complete' });
    expect(waits).toEqual([100, 25, 50]);
  });

  it('gives up a batch after three tries, loses nothing, reconciles the other stores, and can be run again', async () => {
    const { kept, pending, store } = setUp();
    const other = new MapStore('sets', kept.store({ name: 'sets', rule: revocationRule, isDurable: false }));
    const reconciler = new Reconciler([store, other], {
      backoffMs: 1,
      maxStartDelayMs: 0,
      parallelStores: 1,
    });
    fill(pending, 150);
    other.pending satisfies PendingWrites<Revocation>;
    (other.pending as KeptStore<Revocation>).keep('a', far);
    const why = new Error('why');
    store.before = () => Promise.reject(why);
    const outcome = await reconciler.run({ signal });
    expect(outcome).toMatchObject({ state: 'failed', reconciled: 1, remaining: 150 });
    expect(outcome.failure).toBeInstanceOf(ReconcileFailedError);
    expect(outcome.failure).toMatchObject({
      message: 'revocations could not be reconciled in 3 tries: why',
      ...{ store: 'revocations', tries: 3, cause: why },
    });
    expect(other.redis.size).toBe(1);
    store.before = () => undefined;
    await expect(reconciler.run({ signal })).resolves.toMatchObject({ state: 'complete', reconciled: 150 });
    expect(store.redis.size).toBe(150);
  });

  it('stops at once when Redis dies again, even in a batch that hangs, loses nothing, and goes on later', async () => {
    const { kept, pending, store, reconciler } = setUp();
    fill(pending, 250);
    const outage = new AbortController();
    store.before = (batch) => {
      if (batch !== 2) return;
      setImmediate(() => outage.abort(new Error('Redis is away again')));
      return new Promise(() => undefined);
    };
    const outcome = await reconciler.run({ signal: outage.signal });
    expect(outcome).toMatchObject({ state: 'aborted', reconciled: 100, remaining: 150 });
    expect(kept.stats.entries).toBe(150);
    await expect(reconciler.run({ signal })).resolves.toMatchObject({ state: 'complete', reconciled: 150 });
    expect(store.redis.size).toBe(250);
    await expect(reconciler.run({ signal: AbortSignal.abort() })).resolves.toMatchObject({
      state: 'aborted',
    });
  });

  it('rehydrates first where Redis came back empty, and where kept writes had to be dropped', async () => {
    const { store, reconciler } = setUp();
    await reconciler.run({ signal, rehydrate: 'everything' });
    expect(store.rehydrated).toBe(1);
    const small = setUp({}, 10);
    fill(small.pending, 11);
    small.store.beforeRehydrating = () => expect(small.store.batches).toEqual([]);
    await expect(small.reconciler.run({ signal })).resolves.toMatchObject({ state: 'complete' });
    expect(small.store.rehydrated).toBe(1);
    await small.reconciler.run({ signal });
    expect(small.store.rehydrated).toBe(1);
  });

  it('remembers that it has to rehydrate when that failed', async () => {
    const { pending, store, reconciler } = setUp({}, 10);
    fill(pending, 11);
    store.beforeRehydrating = () => {
      throw new Error('no record');
    };
    await expect(reconciler.run({ signal })).resolves.toMatchObject({ state: 'failed', remaining: 10 });
    store.beforeRehydrating = () => undefined;
    await expect(reconciler.run({ signal })).resolves.toMatchObject({ state: 'complete' });
    expect(store.rehydrated).toBe(4);
  });

  it('ends where writes arrive as fast as they are brought, and leaves the rest for the switch', async () => {
    const { pending, store, reconciler } = setUp();
    fill(pending, 200);
    store.before = (batch) => fill(pending, 100, batch * 1_000);
    const outcome = await reconciler.run({ signal });
    expect(outcome).toMatchObject({ state: 'complete', remaining: 200 });
    expect(store.redis.size).toBe(outcome.reconciled);
  });

  it('rehydrates once more what was dropped while it drained', async () => {
    const { pending, store, reconciler } = setUp({}, 150);
    fill(pending, 150);
    store.before = (batch) => void (batch === 1 && fill(pending, 60, 1_000));
    await reconciler.run({ signal });
    expect(store.rehydrated).toBe(1);
  });

  it('works on a few stores at a time, and on one run at a time', async () => {
    const kept = new KeptWrites();
    let busy = 0;
    let most = 0;
    const stores = ['a', 'b', 'c', 'd', 'e'].map((name) => {
      const pending = kept.store({ name, rule: revocationRule, isDurable: false });
      pending.keep('k', far);
      const store = new MapStore(name, pending);
      store.before = async () => {
        most = Math.max(most, (busy += 1));
        await sleep(2);
        busy -= 1;
      };
      return store;
    });
    const reconciler = new Reconciler(stores, { maxStartDelayMs: 0 });
    const run = reconciler.run({ signal });
    expect(() => reconciler.run({ signal })).toThrow('already');
    await expect(run).resolves.toMatchObject({ reconciled: 5 });
    expect(most).toBe(2);
  });

  it('starts after a random part of the delay', async () => {
    const { reconciler, waits } = setUp({ random: () => 0.25, maxStartDelayMs: 400 });
    await reconciler.run({ signal });
    expect(waits).toEqual([100]);
  });

  it('lets the event loop turn between batches, with 100,000 entries too', async () => {
    const { pending, reconciler } = setUp();
    fill(pending, 100_000);
    let turns = 0;
    const turn = (): void => void ((turns += 1), (next = setImmediate(turn)));
    let next = setImmediate(turn);
    await expect(reconciler.run({ signal })).resolves.toMatchObject({ reconciled: 100_000 });
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(900);
  });
});
