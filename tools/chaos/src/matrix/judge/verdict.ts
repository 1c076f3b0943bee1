/** What became of one operation under one fault. */
export interface Verdict {
  /** Unreachable: not reached, and it is said why that is right; not reached: nobody has said so. */
  readonly outcome: 'held' | 'broken' | 'not reached' | 'unreachable';
  /** In a sentence; of what held, what there is to know. */
  readonly said: string;
  /** How long it took to settle; undefined where nobody asked. */
  readonly ms?: number;
}

export const held = (said: string, ms?: number): Verdict => ({
  outcome: 'held',
  said,
  ...(ms !== undefined && { ms }),
});

export const broken = (said: string, ms?: number): Verdict => ({
  ...{ outcome: 'broken', said },
  ...(ms !== undefined && { ms }),
});

const worstFirst = ['broken', 'not reached', 'held', 'unreachable'] as const;

/** Of several instances: what is worst holds, and how long the slowest took. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return { outcome: 'not reached', said: 'nobody could ask' };
  const outcome =
    worstFirst.find((each) => verdicts.some((verdict) => verdict.outcome === each)) ?? 'not reached';
  const said = [...new Set(verdicts.filter((each) => each.outcome === outcome).map((each) => each.said))];
  const times = verdicts.flatMap(({ ms }) => ms ?? []);
  return { outcome, said: said.join('; '), ...(times.length > 0 && { ms: Math.max(...times) }) };
}
