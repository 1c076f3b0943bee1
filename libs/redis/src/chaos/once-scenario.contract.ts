import { until } from '@secureconnect/testing';
import { incrBy } from '../scripts/string-scripts';
import { brokenOf, type Extent, type Findings, type Scenario } from './scenario.contract';
import { normalAgain, withPlace } from './storm-scenario.contract';
import { type Place } from './storm-fault.contract';

const key = 'sum';
const atOnce = 1_000;

/** Adds one for each id, and gives what each caller was told. */
const addAll = ({ gate }: Place, ids: readonly string[]): Promise<unknown[]> => {
  const add = (operationId: string) =>
    gate.run(incrBy, { key }, { by: 1, ttlMs: 600_000 }, { operationId, deadlineMs: 1_000 });
  return Promise.all(ids.map((id) => add(id).catch((error: unknown) => error)));
};

async function run({ operations, progress }: Extent): Promise<Findings> {
  return withPlace(async (place) => {
    let [done, doubtful, applied] = [0, 0, 0];
    const results = new Set<unknown>();
    while (done < operations) {
      const count = Math.min(atOnce, operations - done);
      const ids = Array.from({ length: count }, (_, index) => `add:${done + index}`);
      await normalAgain(place.gate);
      // The server must know the script, or it is the question for its text whose answer is lost.
      await place.gate.run(incrBy, { key: 'warm' }, { by: 1, ttlMs: 600_000 });
      place.proxy.dropReplies({ thenReset: true });
      const first = await addAll(place, ids);
      doubtful += first.filter((told) => (told as { mayBeApplied?: boolean }).mayBeApplied).length;
      await place.proxy.heal();
      applied += Number(await place.redis.command('GET', key)) - done;
      const again = await until('all answers', async () => {
        const all = await addAll(place, ids);
        return all.every((one) => typeof one === 'number') ? all : undefined;
      });
      for (const one of again) results.add(one);
      progress((done += count));
    }
    const sum = Number(await place.redis.command('GET', key));
    const promises = {
      'every id is applied exactly once': sum === operations,
      'every id has a result of its own': results.size === operations,
      'a lost reply is told as a doubt': doubtful >= applied,
      'replies were lost of what was applied': applied > 0,
    };
    const note = `${applied} of ${doubtful} in doubt had been applied`;
    return {
      operations,
      unsettled: 0,
      appliedLate: 0,
      appliedTwice: sum - operations,
      note,
      broken: brokenOf(promises),
    };
  });
}

/** What must not run twice, asked for twice. */
export const once: Scenario = {
  name: 'reply lost, asked again by its id',
  did: 'commands run, their replies are lost, the connection is torn; every caller asks again',
  must: 'applied once, and the first result is given',
  run,
};
