import { RedisGate } from '../gate/redis-gate';
import { type RedisOptions } from '../options/redis.options';
import { LoopLag } from './loop-lag.contract';
import { brokenOf, deadlineMs, type Extent, type Findings, type Scenario } from './scenario.contract';
import { storm, tally, type Told } from './storm.contract';
import { normalAgain, promisesOf, tallyOn, withPlace } from './storm-scenario.contract';

const atOnce = 1_000;
const nobody = (): Promise<readonly string[]> => Promise.resolve([]);

/** Storms through gates that are new each time, `each` of them once they are under way. */
async function storms(
  { operations, progress }: Extent,
  open: () => RedisGate,
  each: (gate: RedisGate) => unknown = () => undefined,
): Promise<(Told | null)[]> {
  const tolds: (Told | null)[] = [];
  for (let written = 0; written < operations; progress((written += atOnce))) {
    const gate = open();
    const count = Math.min(atOnce, operations - written);
    const told = storm(
      gate,
      Array.from({ length: count }, (_, index) => `write:${written + index}`),
    );
    await each(gate);
    tolds.push(...(await told));
    gate.close();
  }
  return tolds;
}

function bootWithout(name: string, did: string, options: RedisOptions): Scenario {
  const run = async (extent: Extent): Promise<Findings> => {
    const lag = new LoopLag();
    const tolds = await storms(extent, () => new RedisGate({ ...options, commandTimeoutMs: deadlineMs }));
    lag.stop();
    const sum = await tally(tolds, lag, nobody);
    const all = { 'every call fails': sum.failed === sum.operations };
    return { ...sum, broken: brokenOf({ ...promisesOf(sum), ...all }) };
  };
  return { name, did, must: 'starts; every call fails within its deadline', run };
}

async function closeOnHung(extent: Extent): Promise<Findings> {
  return withPlace(async ({ redis, gate: other }) => {
    const lag = new LoopLag();
    let opened: RedisGate | undefined;
    const tolds: (Told | null)[] = [];
    for (let round = 0; tolds.length < extent.operations; extent.progress(tolds.length), round += 1) {
      await normalAgain(other);
      opened = new RedisGate({ url: redis.url, commandTimeoutMs: deadlineMs });
      await normalAgain(opened);
      redis.freeze();
      const told = storm(
        opened,
        Array.from({ length: atOnce }, (_, index) => `write:${round}:${index}`),
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      opened.close();
      tolds.push(...(await told));
      redis.thaw();
    }
    lag.stop();
    await normalAgain(other);
    const sum = await tallyOn(redis, tolds, lag);
    const none = { 'nothing that failed was applied': sum.failedAndApplied === 0 };
    return { ...sum, broken: brokenOf({ ...promisesOf(sum), ...none }) };
  });
}

/** The beginning and the end of a gate, with no Redis to speak of. */
export const bootScenarios: readonly Scenario[] = [
  bootWithout('boot with Redis away', 'nobody listens where Redis should be', { url: 'redis://127.0.0.1:1' }),
  bootWithout('boot, unknown host', 'a name that leads nowhere', {
    url: 'redis://no-such-host.invalid:6379',
  }),
  {
    name: 'close on a hung server',
    did: 'frozen, and the gate closed with calls under way',
    must: 'closing waits for nobody; reads are told at once, writes at their fence',
    run: closeOnHung,
  },
];
