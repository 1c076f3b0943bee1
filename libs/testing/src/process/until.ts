import { setTimeout as sleep } from 'node:timers/promises';

/** How long to go on asking, and how often, in milliseconds; unless said ever more seldom, within bounds. */
export type UntilOptions = { timeout?: number; every?: number };

/** Who waits for long asks up to a thousand times, which costs the CPU that what is waited for may want. */
const pauseAfter = (waitedMs: number): number => Math.min(Math.max(20, waitedMs / 50), 60);

/**
 * Asks until the answer is truthy and gives that answer. A throw counts as "not yet". When time is up it
 * rejects with `what` it waited for and the last answer or error.
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { timeout = 10_000, every }: UntilOptions = {},
): Promise<NonNullable<T>> {
  const begun = Date.now();
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    const waited = Date.now() - begun;
    if (waited >= timeout) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`Waited ${timeout} ms for ${what}; last: ${seen}`, { cause: last });
    }
    await sleep(every ?? pauseAfter(waited));
  }
}
