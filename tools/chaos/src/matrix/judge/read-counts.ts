import { type Instance } from '../../system/storm-system';
import { type Reach } from './judge-reach';

const line = /^redis_declared_(calls|refusals)_total\{operation="([^"]+)"\} (\d+)/gm;
const elsewhere: Readonly<Record<string, RegExp>> = {
  // Declared as a row, not by a decorator: what counts them are measures of their own.
  'rate-limit.admit': /^rate_limit_decisions_total\{[^}]*\} (\d+)/gm,
  'backplane.publish': /^realtime_told_total\{[^}]*\} (\d+)/gm,
};

/** What is counted of each operation, by its name. */
export type Counts = ReadonlyMap<string, Reach>;

/** Reads what an instance counts from what it tells Prometheus. */
export function countsIn(metrics: string): Map<string, Reach> {
  const counts = new Map<string, Reach>();
  for (const [, what = '', operation = '', value] of metrics.matchAll(line)) {
    const known = counts.get(operation) ?? { calls: 0, refusals: 0 };
    counts.set(operation, { ...known, [what]: Number(value) });
  }
  for (const [operation, counted] of Object.entries(elsewhere)) {
    const values = [...metrics.matchAll(counted)].map(([, value]) => Number(value));
    if (values.length > 0) counts.set(operation, { calls: values.reduce((a, b) => a + b, 0), refusals: 0 });
  }
  return counts;
}

/** An instance that does not answer counts nothing, and counts from the beginning when it is there again. */
export async function readCounts({ url }: Instance): Promise<Counts> {
  try {
    const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(15_000) });
    return countsIn(await answer.text());
  } catch {
    return new Map(); // Killed on purpose: what it counted is gone with it.
  }
}

/** What was counted between two looks; of an instance that began anew, since it did. */
export function grown(before: Reach | undefined, after: Reach | undefined): Reach {
  const [from, to] = [before ?? { calls: 0, refusals: 0 }, after ?? { calls: 0, refusals: 0 }];
  if (to.calls < from.calls) return to;
  return { calls: to.calls - from.calls, refusals: to.refusals - from.refusals };
}
