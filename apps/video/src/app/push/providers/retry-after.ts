const longestMs = 86_400_000;

/** What `Retry-After` says, in ms from now; undefined where it says nothing that can be read. */
export function retryAfterMs(said: string | undefined, now: number): number | undefined {
  if (said === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestMs);
}
