import { setTimeout as sleep } from 'node:timers/promises';

/** How long to go on asking, and how often, in milliseconds. */
export type UntilOptions = { timeout?: number; every?: number };

/**
 * Asks until the answer is truthy and gives that answer. A throw counts as "not yet". When time is up it
 * rejects with `what` it waited for and the last answer or error.
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { timeout = 10_000, every = 20 }: UntilOptions = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeout;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= deadline) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`Waited ${timeout} ms for ${what}; last: ${seen}`, { cause: last });
    }
    await sleep(every);
  }
}
