const firstMs = 100;
const longestMs = 2_000;

/** How long to wait after the nth failure in a row: doubling, capped, and spread so that instances do not march in step. */
export function backoffMs(
  failures: number,
  random: () => number = Math.random,
  mostMs: number = longestMs,
): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 16));
  return Math.round(full * (0.5 + random() / 2));
}
