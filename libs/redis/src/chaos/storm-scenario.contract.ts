import { type RedisServer, startFaultProxy, startRedis, until } from '@secureconnect/testing';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { LoopLag } from './loop-lag.contract';
import {
  brokenOf,
  deadlineMs,
  type Extent,
  type Findings,
  middleOf,
  type Scenario,
} from './scenario.contract';
import { stamp, storm, tally, type Tally, type Told } from './storm.contract';
import { type Place, type StormFault } from './storm-fault.contract';

/** Writes of one round. */
const atOnce = 1_000;

/** The calls have left this process and passed the proxy, which is in it: some turns of the loop, however long. */
async function underWay(): Promise<void> {
  await sleep(10);
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

/** Starts what a storm needs, and ends it. */
export async function withPlace<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const redis = await startRedis();
  const proxy = await startFaultProxy({ target: redis.url });
  const gate = new RedisGate({ url: proxy.through(redis.url), commandTimeoutMs: deadlineMs });
  try {
    return await work({ redis, proxy, gate });
  } finally {
    gate.close();
    await proxy.close();
    await redis.close();
  }
}

/** Waits until the gate writes and reads again; gives how long that took. */
export async function normalAgain(gate: RedisGate): Promise<number> {
  const since = performance.now();
  const works = async () => {
    await gate.run(stamp, { key: 'healthy' }, {});
    await gate.read('healthy', (redis) => redis.get('absent'));
    return true;
  };
  await until('the gate to work again', works, { every: 5, timeout: 20_000 });
  return performance.now() - since;
}

/** Asks one server what it did, over one connection. */
export async function tallyOn(
  redis: RedisServer,
  tolds: readonly (Told | null)[],
  lag: LoopLag,
): Promise<Tally> {
  const connection = await redis.connect();
  const ask = async (key: string) => (await connection.command(['LRANGE', key, 0, -1], 30_000)) as string[];
  const sum = await tally(tolds, lag, ask);
  connection.close();
  return sum;
}

/** What every storm must keep, whatever the fault. */
export function promisesOf(sum: Tally): Record<string, boolean> {
  return {
    'every call is settled': sum.unsettled === 0,
    'no write is applied after it was reported as failed': sum.appliedLate === 0,
    'no write is applied twice': sum.appliedTwice === 0,
    'every failure has a class': sum.unclassified === 0,
  };
}

/** The fault as a scenario: round after round of calls, all at once, while it lasts. */
export function stormScenario(fault: StormFault): Scenario {
  return {
    name: fault.name,
    did: fault.did,
    must: fault.must,
    run: (extent) => withPlace((place) => run(fault, place, extent)),
  };
}

async function run(fault: StormFault, place: Place, { operations, progress }: Extent): Promise<Findings> {
  const lag = new LoopLag();
  const tolds: (Told | null)[] = [];
  const returns: number[] = [];
  for (let written = 0; written < operations; progress(written)) {
    await normalAgain(place.gate);
    const count = Math.min(atOnce, operations - written);
    const keys = Array.from({ length: count }, (_, index) => `write:${written + index}`);
    written += count;
    await fault.on(place);
    const told = storm(place.gate, keys);
    if (fault.midway) {
      await underWay();
      await fault.midway(place);
    }
    tolds.push(...(await told));
    await fault.off(place);
    returns.push(await normalAgain(place.gate));
  }
  lag.stop();
  const sum = await tallyOn(place.redis, tolds, lag);
  const normalAfterMs = middleOf(returns);
  const note = sum.failedAndApplied > 0 ? `${sum.failedAndApplied} that failed had been applied before` : '';
  return { ...sum, normalAfterMs, note, broken: brokenOf(owed(fault, sum)) };
}

function owed(fault: StormFault, sum: Tally): Record<string, boolean> {
  const { called, forgets, readsStay, refusesWrites, stopsAll } = fault;
  return {
    ...promisesOf(sum),
    'the fault was felt': sum.failed > 0,
    'what was acknowledged is there': forgets === true || sum.lost === 0,
    'reads go on': !readsStay || sum.failedReads === 0,
    'no write is done': !(stopsAll || refusesWrites) || sum.writesDone === 0,
    'nothing that failed was applied': !stopsAll || sum.failedAndApplied === 0,
    [`it is called ${called?.join(' or ')}, and was ${[...sum.faults].join(' and ')}`]:
      !called || [...sum.faults].every((each) => each === 'slow' || called.includes(each)), // A busy machine is slow besides.
  };
}
