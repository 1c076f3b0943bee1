import { type RedisServer } from '@secureconnect/testing';
import { RedisOperationError } from '../gate/redis-operation.error';
import { type RedisGate } from '../gate/redis-gate';
import { defineScript } from '../script/define-script';
import { toNothing } from '../script/script-replies';

/** Leaves the server's time in a list, once for every time it is applied. */
export const stamp = defineScript({
  name: 'stamp',
  keys: ['key'],
  lua: `redis.call('RPUSH', key, time[1] * 1000 + math.floor(time[2] / 1000))`,
  reply: toNothing,
});

/** One write as its caller saw it; `at` is the wall clock, which the server shares. */
export interface Told {
  readonly key: string;
  readonly ok: boolean;
  readonly at: number;
  readonly ms: number;
  readonly error?: unknown;
}

/** Writes all at once and settles with what each caller was told; null for one that was told nothing in time. */
export async function storm(
  gate: RedisGate,
  keys: readonly string[],
  patience: number,
): Promise<(Told | null)[]> {
  const hopeless = new Promise<null>((resolve) => setTimeout(resolve, patience, null).unref());
  return Promise.all(keys.map((key) => Promise.race([write(gate, key), hopeless])));
}

async function write(gate: RedisGate, key: string): Promise<Told> {
  const startedAt = performance.now();
  const told = (ok: boolean, error?: unknown): Told => {
    return { key, ok, at: Date.now(), ms: performance.now() - startedAt, error };
  };
  try {
    await gate.run(stamp, { key }, {});
    return told(true);
  } catch (error) {
    return told(false, error);
  }
}

/** What became of writes, against what their callers were told. */
export interface Tally {
  readonly writes: number;
  readonly unsettled: number;
  readonly failed: number;
  /** Reported as failed, and on the server afterwards; before or after the report. */
  readonly failedAndApplied: number;
  readonly appliedLate: number;
  readonly appliedTwice: number;
  /** Reported as done, and not on the server. */
  readonly lost: number;
  readonly unclassified: number;
  readonly slowestMs: number;
}

/** Asks the server what it did. */
export async function tally(redis: RedisServer, tolds: readonly (Told | null)[]): Promise<Tally> {
  const settled = tolds.filter((told) => told !== null);
  const connection = await redis.connect();
  const stamps = await Promise.all(
    settled.map(async ({ key }) => (await connection.command(['LRANGE', key, 0, -1], 20_000)) as string[]),
  );
  connection.close();
  const count = (counts: (told: Told, applied: readonly string[]) => boolean): number =>
    settled.filter((told, index) => counts(told, stamps[index] ?? [])).length;
  return {
    writes: tolds.length,
    unsettled: tolds.length - settled.length,
    failed: count(({ ok }) => !ok),
    failedAndApplied: count(({ ok }, applied) => !ok && applied.length > 0),
    appliedLate: count(({ at }, applied) => applied.some((moment) => Number(moment) > at)),
    appliedTwice: count((_, applied) => applied.length > 1),
    lost: count(({ ok }, applied) => ok && applied.length === 0),
    unclassified: count(({ ok, error }) => !ok && !(error instanceof RedisOperationError)),
    slowestMs: Math.round(Math.max(0, ...settled.map(({ ms }) => ms))),
  };
}
