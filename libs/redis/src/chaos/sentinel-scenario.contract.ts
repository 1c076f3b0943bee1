import { startSentinel } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { LoopLag } from './loop-lag.contract';
import { brokenOf, deadlineMs, type Extent, type Findings, type Scenario } from './scenario.contract';
import { storm, type Told } from './storm.contract';
import { normalAgain, promisesOf, tallyOn } from './storm-scenario.contract';

const atOnce = 250;

async function run({ operations, progress }: Extent): Promise<Findings> {
  const group = await startSentinel();
  const sentinel = { nodes: group.addresses, name: group.name };
  const gate = new RedisGate({ sentinel, commandTimeoutMs: deadlineMs, connectTimeoutMs: 1_000 });
  try {
    await normalAgain(gate);
    const lag = new LoopLag();
    const tolds: (Told | null)[] = [];
    let isOver = false;
    const over = group.killMaster().finally(() => (isOver = true));
    for (let written = 0; written < operations || !isOver; progress((written += atOnce))) {
      await sleep(20); // While it is away calls fail at once, and ten thousand are no time at all.
      const keys = Array.from({ length: atOnce }, (_, index) => `write:${written + index}`);
      tolds.push(...(await storm(gate, keys)));
    }
    const master = await over;
    const normalAfterMs = Math.round(await normalAgain(gate));
    lag.stop();
    const sum = await tallyOn(master, tolds, lag);
    const felt = { 'the fault was felt': sum.failed > 0 };
    return { ...sum, normalAfterMs, broken: brokenOf({ ...promisesOf(sum), ...felt }) };
  } finally {
    gate.close();
    await group.close();
  }
}

/** What a lagging failover loses is replayed by recovery; here is what its callers are told. */
export const sentinelFailover: Scenario = {
  name: 'Sentinel failover',
  did: 'the master killed, another one made by the Sentinels',
  must: 'every call settles within its deadline; the new master is found by itself',
  shortForm: 'libs/redis/src/topology/sentinel.spec.ts',
  run,
};
