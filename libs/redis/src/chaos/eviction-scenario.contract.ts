import { setFor } from '../scripts/string-scripts';
import { brokenOf, type Extent, type Findings, type Scenario } from './scenario.contract';
import { normalAgain, withPlace } from './storm-scenario.contract';

const value = 'x'.repeat(1_000);
const atOnce = 100;

async function run({ operations, progress }: Extent): Promise<Findings> {
  return withPlace(async ({ redis, gate }) => {
    await normalAgain(gate);
    await redis.evicting((operations * value.length) / 2);
    let failed = 0;
    const write = (index: number) =>
      gate.run(setFor, { key: `kept:${index}` }, { value, ttlMs: 600_000 }).catch(() => (failed += 1));
    for (let done = 0; done < operations; progress((done += atOnce)))
      await Promise.all(Array.from({ length: atOnce }, (_, index) => write(done + index)));
    const info = String(await redis.command('INFO', 'stats'));
    const evicted = Number(/evicted_keys:(\d+)/.exec(info)?.[1]);
    const promises = { 'no call fails': failed === 0, 'keys are evicted, without a word': evicted > 0 };
    const note = `${evicted} acknowledged keys were gone`;
    return { operations, unsettled: 0, failed, note, broken: brokenOf(promises) };
  });
}

/** The one fault no call can see: it is why nothing that hurts to lose is held by Redis alone. */
export const eviction: Scenario = {
  name: 'eviction, allkeys-lru',
  did: 'memory for half of what is written',
  must: 'nothing fails and nothing tells; what must not be lost has its record in PostgreSQL (issue 6)',
  run,
};
