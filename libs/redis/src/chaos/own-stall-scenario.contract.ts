import { DeadlineWheel, Failover, RedisBreakers, RedisHealthService } from '@secureconnect/resilience';
import { type RedisServer, startRedis } from '@secureconnect/testing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { RedisWriteProbe } from '../health/redis-write-probe.adapter';
import { setForEver } from '../scripts/string-scripts';
import { brokenOf, deadlineMs, type Extent, type Findings, type Scenario } from './scenario.contract';
import { normalAgain } from './storm-scenario.contract';

const stallMs = 300;
const atOnce = 100;

/** All that could take our own stall for an outage: deadlines, breakers, probes. */
async function open(redis: RedisServer) {
  const wheel = new DeadlineWheel();
  const gate = new RedisGate({ url: redis.url, commandTimeoutMs: deadlineMs }, wheel);
  await normalAgain(gate);
  const health = new RedisHealthService(new RedisWriteProbe({ url: redis.url }, { wheel }), {
    intervalMs: 500,
  });
  await health.start();
  const breakers = new RedisBreakers(health);
  let changes = 0;
  health.state$.subscribe(() => (changes += 1));
  breakers.transitions$.subscribe(() => (changes += 1));
  const failover = new Failover({ health, breakers, wheel, deadlineMs });
  const guarantees = { redis: 'shared', memory: 'what this process has seen' };
  const close = () => [failover, breakers, health].forEach((part) => part.stop());
  const store = failover.store({ name: 'stalls', guarantees });
  return { gate, store, changes: () => changes, close: () => (close(), gate.close()) };
}

async function run({ operations, progress }: Extent): Promise<Findings> {
  const redis = await startRedis();
  const { gate, store, changes, close } = await open(redis);
  let [fellBack, failed] = [0, 0];
  const memory = () => void (fellBack += 1);
  const call = (key: string, index: number): Promise<unknown> =>
    index % 2 === 0
      ? store.call('stalls.read', {
          kind: 'read',
          redis: () => gate.read('stalls.read', (to) => to.get(key)),
          memory,
        })
      : store.write('stalls.write', { redis: () => gate.run(setForEver, { key }, { value: 1 }), memory });
  for (let done = 0; done < operations; progress((done += atOnce))) {
    // Now and then it has to be brought the script, which takes a call a second turn.
    if ((done / atOnce) % 4 === 3) await redis.command('SCRIPT', 'FLUSH');
    const calls = Array.from({ length: atOnce }, (_, index) => call(`key:${index}`, index));
    // By turns: before the calls could leave, and while they are under way.
    if ((done / atOnce) % 2 === 1) await nextTurn();
    for (const end = performance.now() + stallMs; performance.now() < end;);
    failed += (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected').length;
  }
  close();
  await redis.close();
  const promises = {
    'no call fails': failed === 0,
    [`no call is served otherwise, and ${fellBack} were`]: fellBack === 0,
    [`neither health nor a breaker changes its mind, and ${changes()} did`]: changes() === 0,
  };
  const note = `${Math.ceil(operations / atOnce)} stalls`;
  return { operations, unsettled: 0, failed, note, broken: brokenOf(promises) };
}

/** A turn of our own loop that takes 300 ms, again and again. */
export const ownStall: Scenario = {
  name: 'our own event loop stalls',
  did: 'nothing: this process computes for 300 ms with calls under way',
  must: 'no call fails or falls back, no breaker opens: our stall is not the fault of Redis',
  run,
};
