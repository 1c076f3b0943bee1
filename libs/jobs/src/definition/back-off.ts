/** How long a job rests between two attempts: longer after each failure, up to a bound. */
export interface BackOff {
  readonly firstMs: number;
  readonly factor: number;
  readonly mostMs: number;
}

export const defaultBackOff: BackOff = { firstMs: 1_000, factor: 2, mostMs: 3_600_000 };

/** The rest after the nth attempt failed: between half and all of it, so that what failed together does not return together. */
export function restMs(backoff: BackOff, attempt: number, random: () => number = Math.random): number {
  const full = Math.min(backoff.mostMs, backoff.firstMs * backoff.factor ** Math.min(attempt - 1, 64));
  return Math.round(full * (0.5 + random() / 2));
}
