/** How much at once, for how long altogether, and whether it is to end before. */
export interface BatchBounds {
  readonly atMost: number;
  readonly mostMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Does in batches, so small that no request notices, what is done by so many at most and gives how many it were; gives
 * how many it were altogether. What is left when its time is over waits for the next time.
 */
export async function inBatches(
  work: (atMost: number) => Promise<number>,
  { atMost, mostMs, signal }: BatchBounds,
): Promise<number> {
  const until = performance.now() + mostMs;
  let done = 0;
  for (let now = atMost; now === atMost && !signal?.aborted && performance.now() < until; done += now)
    now = await work(atMost);
  return done;
}
