import * as fc from 'fast-check';
import { KeptWrites } from './kept-writes';
import { type KeptEntry, type KeptStore } from './kept-store';
import { counterRule, countAt, increment, noCounts } from './merge/counter';
import { liftLocks, lockInForce, lockRule, noLocks, placeLock } from './merge/lock';
import { type MergeRule } from './merge/merge-rule';
import { isRevoked, revocationRule } from './merge/revocation';
import { liveSession, revokeSession, sessionAt, sessionRule } from './merge/session';
import { setRule, withMember, withoutMember } from './merge/set';
import { ReconcilableStore } from './reconcilable-store.port';
import { Reconciler } from './reconciler';

/** The model of Redis: each key merged in one step, as a script does; what it is told may get lost on the way back. */
type Model = Map<string, unknown>;
/** Lets the scheduler decide when, and whether the reply arrives. */
type Wire = () => Promise<boolean>;

class ModelStore extends ReconcilableStore {
  readonly memory = new Map<string, unknown>();

  constructor(
    readonly name: string,
    readonly rule: MergeRule<unknown>,
    readonly pending: KeptStore<unknown>,
    readonly redis: Model,
    private readonly wire: Wire,
  ) {
    super();
  }

  write(key: string, change: (known: unknown) => unknown): void {
    const written = change(this.memory.get(key));
    this.memory.set(key, this.merged(this.memory.get(key), written));
    this.pending.keep(key, written);
  }

  async mergeIntoRedis(entries: readonly KeptEntry<unknown>[]): Promise<void> {
    for (const { key, state } of entries) {
      if (!(await this.wire())) throw new Error('cut before it arrived');
      const merged = this.merged(this.redis.get(`${this.name}/${key}`), state);
      this.redis.set(`${this.name}/${key}`, merged);
      if (!(await this.wire())) throw new Error('applied, but the reply was lost');
      this.memory.set(key, this.merged(this.memory.get(key), merged));
    }
  }

  async rehydrate(): Promise<void> {
    throw new Error('the model has no record');
  }

  private merged(known: unknown, state: unknown): unknown {
    return known === undefined ? state : this.rule.merge(known, state);
  }
}

const now = 1_000;
const until = (id: number) => now + 1 + id;

/** Every write changes one copy, the last known here; `id` is unique to the write. */
const writes = {
  revoke: (id: number) => ({ expiresAt: until(id) }),
  lock: (id: number, known: unknown) =>
    placeLock((known ?? noLocks) as typeof noLocks, { id: `l${id}`, until: until(id), reason: '' }, now),
  unlock: (_id: number, known: unknown) => liftLocks((known ?? noLocks) as typeof noLocks),
  attempt: (_id: number, known: unknown, origin: string) =>
    increment((known ?? noCounts) as typeof noCounts, { origin, at: now, windowMs: 10_000 }),
  session: (id: number, _known: unknown, origin: string) =>
    liveSession({ value: id, expiresAt: until(id), stamp: { at: id, origin } }),
  logout: (id: number) => revokeSession(undefined, until(id)),
  add: (id: number, known: unknown, origin: string) =>
    withMember((known ?? new Map()) as never, 'm', { stamp: { at: id, origin }, until: until(id) }, now),
  remove: (id: number, known: unknown, origin: string) =>
    withoutMember((known ?? new Map()) as never, 'm', { stamp: { at: id, origin }, until: until(id) }),
};

const rules = [
  ['revocations', revocationRule],
  ['locks', lockRule],
  ['counters', counterRule],
  ['sessions', sessionRule],
  ['sets', setRule],
] as readonly [string, MergeRule<unknown>][];

const storeOf: Record<keyof typeof writes, string> = {
  revoke: 'revocations',
  lock: 'locks',
  unlock: 'locks',
  attempt: 'counters',
  session: 'sessions',
  logout: 'sessions',
  add: 'sets',
  remove: 'sets',
};

/** One write that was made. */
interface Event {
  readonly id: number;
  readonly kind: keyof typeof writes;
  readonly key: string;
}

class Instance {
  private readonly kept = new KeptWrites({ now: () => now });
  readonly stores: ReadonlyMap<string, ModelStore>;
  private readonly reconciler: Reconciler;

  constructor(
    readonly origin: string,
    redis: Model,
    wire: Wire,
  ) {
    const stores = rules.map(([name, rule]) => {
      const pending = this.kept.store({ name, rule, isDurable: false });
      return new ModelStore(name, rule, pending, redis, wire);
    });
    this.stores = new Map(stores.map((store) => [store.name, store]));
    this.reconciler = new Reconciler(stores, { batchSize: 2, tries: 2, backoffMs: 0, maxStartDelayMs: 0 });
  }

  write(kind: keyof typeof writes, key: string, id: number): unknown {
    const store = this.stores.get(storeOf[kind]);
    // Nothing to lift here: the unlock says nothing.
    if (kind === 'unlock' && !store?.memory.has(key)) return undefined;
    let written: unknown;
    const change = (known: unknown) => (written = writes[kind](id, known as never, this.origin));
    store?.write(key, change);
    return written;
  }

  async recover(): Promise<void> {
    const { signal } = new AbortController();
    // What fails is run again, as the health service does when Redis answers again.
    for (let state = ''; state !== 'complete';) state = (await this.reconciler.run({ signal })).state;
  }
}

const step = fc.record({
  kind: fc.constantFrom(...(Object.keys(writes) as (keyof typeof writes)[])),
  by: fc.nat(2),
  key: fc.constantFrom('x', 'y'),
});

describe('three instances that recover at once', () => {
  it('end with the merge of everything, however they interleave, fail and repeat, and none undoes another', async () => {
    const property = async (
      steps: { kind: keyof typeof writes; by: number; key: string }[],
      later: typeof steps,
      faults: boolean[],
      scheduler: fc.Scheduler,
    ) => {
      const redis: Model = new Map();
      const lost = [...faults];
      const wire = () => scheduler.schedule(Promise.resolve(lost.pop() !== true));
      const instances = ['a', 'b', 'c'].map((origin) => new Instance(origin, redis, wire));
      const expected: Model = new Map();
      const events: Event[] = [];
      let id = 0;
      const write = ({ kind, by, key }: (typeof steps)[number]) => {
        const name = `${storeOf[kind]}/${key}`;
        const written = instances[by]?.write(kind, key, (id += 1));
        const rule = rules.find(([store]) => store === storeOf[kind])?.[1];
        if (written === undefined) return;
        events.push({ id, kind, key });
        const known = expected.get(name);
        expected.set(name, known === undefined ? written : rule?.merge(known, written));
      };
      steps.forEach(write);
      const done = instances.map((instance) => instance.recover());
      later.forEach((one) => void scheduler.schedule(Promise.resolve(one)).then(write));
      await scheduler.waitFor(Promise.all(done));
      await scheduler.waitIdle();
      // Writes that came after the last batch: the run after the switch.
      await scheduler.waitFor(Promise.all(instances.map((instance) => instance.recover())));
      expect(redis).toEqual(expected);
      holds(events, redis);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.array(step, { maxLength: 4 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        fc.scheduler(),
        property,
      ),
      { numRuns: 150 },
    );
  });
});

/** What must be so whatever the merge rules say, told from the events alone. */
function holds(events: readonly Event[], redis: Model): void {
  for (const key of ['x', 'y']) {
    const of = (kind: Event['kind']) => events.filter((event) => event.kind === kind && event.key === key);
    const last = (kind: Event['kind']) => Math.max(0, ...of(kind).map(({ id }) => id));
    const there = (store: string) => redis.get(`${store}/${key}`) as never;
    if (of('revoke').length > 0) expect(isRevoked(there('revocations'), now)).toBe(true);
    expect(countAt(there('counters') ?? noCounts, now)).toBe(of('attempt').length);
    const session = of('logout').length > 0 ? undefined : last('session') || undefined;
    expect(sessionAt(there('sessions'), now)).toBe(session);
    // No unlock can have seen a lock that was placed after it.
    if (last('lock') > last('unlock'))
      expect(lockInForce(there('locks'), now)?.until).toBe(until(last('lock')));
  }
}
