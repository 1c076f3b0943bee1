import { type RateDecision, type RatePolicy } from '@secureconnect/rate-limit-store';

const fixed = new WeakMap<RatePolicy, readonly [limit: string, policy: string]>();

function fixedOf(policy: RatePolicy): readonly [string, string] {
  const known = fixed.get(policy);
  if (known) return known;
  const { name, limit, periodMs, burst } = policy;
  const said = [
    String(limit),
    `${limit};w=${Math.ceil(periodMs / 1_000)};burst=${burst};name="${name}"`,
  ] as const;
  fixed.set(policy, said);
  return said;
}

/** Adds what a client is told of the limit it is nearest to. */
export function pushRateLimit(headers: string[], { policy, remaining, resetMs }: RateDecision): void {
  const [limit, said] = fixedOf(policy);
  headers.push(
    'ratelimit-limit',
    limit,
    'ratelimit-remaining',
    String(Math.max(0, remaining)),
    'ratelimit-reset',
    String(Math.ceil(resetMs / 1_000)),
    'ratelimit-policy',
    said,
  );
}
