import { type RedisFault } from '@secureconnect/resilience';
import { RedisOperationError } from '../gate/redis-operation.error';
import { type RedisGate } from '../gate/redis-gate';
import { defineScript } from '../script/define-script';
import { toNothing } from '../script/script-replies';
import { type LoopLag } from './loop-lag.contract';
import { patienceMs } from './scenario.contract';

/** Leaves the server's time in a list, once for every time it is applied. */
export const stamp = defineScript({
  name: 'stamp',
  keys: ['key'],
  lua: `redis.call('RPUSH', key, time[1] * 1000 + math.floor(time[2] / 1000))`,
  reply: toNothing,
});

/** One operation as its caller saw it. */
export interface Told {
  readonly key: string;
  readonly isWrite: boolean;
  readonly ok: boolean;
  /** By the wall clock, which the server shares. */
  readonly at: number;
  /** By the monotonic clock. */
  readonly from: number;
  readonly to: number;
  readonly error?: unknown;
}

/** One read for so many writes. */
const writesPerRead = 4;

/** Writes and reads all at once, and settles with what each caller was told; null for one told nothing in time. */
export async function storm(
  gate: RedisGate,
  keys: readonly string[],
  { reads = true } = {},
): Promise<(Told | null)[]> {
  const hopeless = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref());
  const calls = keys.flatMap((key, index) => {
    const written = tell(key, true, () => gate.run(stamp, { key }, {}));
    if (!reads || index % writesPerRead > 0) return [written];
    return [written, tell(key, false, () => gate.read('chaos.read', (redis) => redis.get('absent')))];
  });
  return Promise.all(calls.map((call) => Promise.race([call, hopeless])));
}

async function tell(key: string, isWrite: boolean, call: () => Promise<unknown>): Promise<Told> {
  const from = performance.now();
  const told = (ok: boolean, error?: unknown): Told => {
    return { key, isWrite, ok, at: Date.now(), from, to: performance.now(), error };
  };
  try {
    await call();
    return told(true);
  } catch (error) {
    return told(false, error);
  }
}

/** What became of operations, against what their callers were told. */
export interface Tally {
  readonly operations: number;
  readonly unsettled: number;
  readonly failed: number;
  readonly failedReads: number;
  readonly writesDone: number;
  /** Reported as failed, and on the server afterwards; before or after the report. */
  readonly failedAndApplied: number;
  readonly appliedLate: number;
  readonly appliedTwice: number;
  /** Reported as done, and not on the server. */
  readonly lost: number;
  /** Failed with something else than a fault of Redis. */
  readonly unclassified: number;
  readonly faults: ReadonlySet<RedisFault>;
  readonly slowestMs: number;
  readonly slowestOfRedisMs: number;
}

/** Asks the server what it did; `ask` gives the moments at which the write of a key was applied. */
export async function tally(
  tolds: readonly (Told | null)[],
  lag: LoopLag,
  ask: (key: string) => Promise<readonly string[]>,
): Promise<Tally> {
  const settled = tolds.filter((told) => told !== null);
  const writes = settled.filter(({ isWrite }) => isWrite);
  const stamps = await Promise.all(writes.map(({ key }) => ask(key)));
  const failures = settled.filter(({ ok }) => !ok).map(({ error }) => error);
  const known = failures.filter((error) => error instanceof RedisOperationError);
  const count = (counts: (told: Told, applied: readonly string[]) => boolean): number =>
    writes.filter((told, index) => counts(told, stamps[index] ?? [])).length;
  const slowest = (of: (told: Told) => number): number => Math.round(Math.max(0, ...settled.map(of)));
  return {
    operations: tolds.length,
    unsettled: tolds.length - settled.length,
    failed: failures.length,
    failedReads: settled.filter(({ ok, isWrite }) => !ok && !isWrite).length,
    writesDone: count(({ ok }) => ok),
    failedAndApplied: count(({ ok }, applied) => !ok && applied.length > 0),
    appliedLate: count(({ at }, applied) => applied.some((moment) => Number(moment) > at)),
    appliedTwice: count((_, applied) => applied.length > 1),
    lost: count(({ ok }, applied) => ok && applied.length === 0),
    unclassified: failures.length - known.length,
    faults: new Set(known.map(({ fault }) => fault)),
    slowestMs: slowest(({ from, to }) => to - from),
    slowestOfRedisMs: slowest(({ from, to }) => to - from - lag.within(from, to)),
  };
}
