import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { brokenOf, type Extent, type Findings, type Scenario } from './scenario.contract';
import { stamp } from './storm.contract';
import { normalAgain, withPlace } from './storm-scenario.contract';

/** Ten calls for every operation asked for: the long form makes 100,000. */
const factor = 10;
const atOnce = 1_000;

/** Time for some attempts to connect, which must be as quiet as the calls. */
const attemptsMs = 1_000;

/** For what else goes on; an offline queue would keep 1.3 KB a call: 6.5 MB in the short form, 130 MB in the long. */
const room = 3_000_000;

/** What is left when all that can go has gone. */
function heapLeft(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Counts what is written to the log of the process while the work is done. */
async function linesOf(work: () => Promise<void>): Promise<number> {
  let lines = 0;
  const log = globalThis.console;
  const ways = ['error', 'warn', 'log', 'info', 'debug'] as const;
  const before = ways.map((way) => log[way]);
  for (const way of ways) log[way] = () => void (lines += 1);
  try {
    await work();
    return lines;
  } finally {
    ways.forEach((way, index) => Object.assign(log, { [way]: before[index] }));
  }
}

async function run({ operations, progress }: Extent): Promise<Findings> {
  return withPlace(async ({ redis, gate }) => {
    await normalAgain(gate);
    await redis.kill();
    let [failed, unsettled] = [0, operations * factor];
    const call = async (index: number): Promise<void> => {
      const key = `away:${index}:${'x'.repeat(200)}`;
      await gate.run(stamp, { key }, {}).catch(() => (failed += 1));
      unsettled -= 1;
    };
    const storm = (from: number) =>
      Promise.all(Array.from({ length: atOnce }, (_, index) => call(from + index)));
    await storm(0); // Code is compiled and buffers are made once; only what comes after may not grow.
    const before = heapLeft();
    const lines = await linesOf(async () => {
      for (let done = atOnce; done < operations * factor; progress((done += atOnce) / factor))
        await storm(done);
      await sleep(attemptsMs);
    });
    const grown = Math.max(0, heapLeft() - before);
    const calls = operations * factor;
    const promises = {
      'every call fails': failed === calls,
      'nothing is logged call by call': lines === 0,
      [`the heap stays as it is, and grew by ${Math.round(grown / 1_000)} KB`]: grown < room,
    };
    const note = `heap grew by ${Math.round(grown / 1_000)} KB`;
    return { operations: calls, unsettled, failed, note, broken: brokenOf(promises) };
  });
}

/** An outage that goes on for long. */
export const noQueue: Scenario = {
  name: 'no offline queue',
  did: 'killed, and called on and on',
  must: 'every call fails; nothing of it is kept in memory or written to a log',
  run,
};
