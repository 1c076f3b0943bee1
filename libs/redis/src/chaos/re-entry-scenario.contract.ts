import { until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { brokenOf, type Extent, type Findings, type Scenario } from './scenario.contract';
import { normalAgain, withPlace } from './storm-scenario.contract';
import { type Place } from './storm-fault.contract';

/** The short form has a quarter of the clients, and of the time. */
const whole = 10_000;
const clients = 200;
const awayMs = 8_000;
const windowMs = 100;

/** The greatest part of all moments that lies within one window. */
function densest(moments: readonly number[]): number {
  const within = (from: number) => moments.filter((at) => at >= from && at < from + windowMs).length;
  return Math.max(...moments.map(within)) / moments.length;
}

async function comeBack(place: Place, gates: readonly RedisGate[], ms: number): Promise<number[]> {
  const moments: number[] = [];
  const back = gates.map((gate, index) =>
    until(`client ${index}`, () => gate.read('chaos.back', (redis) => redis.get('key')).then(() => true), {
      every: 10,
      timeout: 20_000,
    }).then(() => moments.push(performance.now())),
  );
  await sleep(ms);
  await place.proxy.heal();
  await Promise.all(back);
  return moments;
}

async function run({ operations, progress }: Extent): Promise<Findings> {
  return withPlace(async (place) => {
    const part = operations < whole ? 0.25 : 1;
    const [count, ms] = [clients * part, awayMs * part];
    const url = place.proxy.through(place.redis.url);
    const gates = Array.from({ length: count }, () => new RedisGate({ url, commandTimeoutMs: 1_000 }));
    for (const gate of gates) await normalAgain(gate);
    await place.proxy.refuse();
    place.proxy.reset();
    const healedAt = performance.now() + ms;
    const moments = await comeBack(place, gates, ms);
    for (const gate of gates) gate.close();
    progress(count);
    const share = Math.round(densest(moments) * 100);
    const last = Math.round(Math.max(...moments) - healedAt);
    const promises = { [`no ${windowMs} ms see a half of them, and one saw ${share} %`]: share < 50 };
    const note = `at most ${share} % within ${windowMs} ms; the last after ${last} ms`;
    return { operations: count, unsettled: 0, note, broken: brokenOf(promises) };
  });
}

/** Many clients of a Redis that was away for long. */
export const reEntry: Scenario = {
  name: '200 clients reconnect',
  did: 'away for 8 s, and back for all at once',
  must: 'they come back spread; nobody comes as part of a wave',
  run,
};
