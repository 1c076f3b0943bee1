import { setImmediate as nextTurn } from 'node:timers/promises';
import { startRedis } from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { LoopLag } from './loop-lag.contract';
import { brokenOf, deadlineMs, type Extent, type Findings, type Scenario } from './scenario.contract';
import { storm, type Told } from './storm.contract';
import { normalAgain, promisesOf, tallyOn } from './storm-scenario.contract';

const stallMs = 300;
const atOnce = 100;

async function run({ operations, progress }: Extent): Promise<Findings> {
  const redis = await startRedis();
  // Without the proxy, which would stall with us.
  const gate = new RedisGate({ url: redis.url, commandTimeoutMs: deadlineMs });
  const lag = new LoopLag();
  const tolds: (Told | null)[] = [];
  await normalAgain(gate);
  for (let written = 0, stalls = 0; written < operations; written += atOnce, stalls += 1) {
    const keys = Array.from({ length: atOnce }, (_, index) => `write:${written + index}`);
    const told = storm(gate, keys);
    // By turns: before the calls could leave, and while they are under way.
    if (stalls % 2 === 1) await nextTurn();
    for (const end = performance.now() + stallMs; performance.now() < end;);
    tolds.push(...(await told));
    progress(written);
  }
  lag.stop();
  const sum = await tallyOn(redis, tolds, lag);
  gate.close();
  await redis.close();
  const stalls = Math.ceil(operations / atOnce);
  const none = { 'no call fails': sum.failed === 0 };
  return { ...sum, note: `${stalls} stalls`, broken: brokenOf({ ...promisesOf(sum), ...none }) };
}

/** A turn of our own loop that takes 300 ms, again and again. */
export const ownStall: Scenario = {
  name: 'our own event loop stalls',
  did: 'nothing: this process computes for 300 ms with calls under way',
  must: 'no call fails: our stall is not the fault of Redis',
  run,
};
