import { type RateCheck, type RateDecision, RateLimitStore } from '@secureconnect/rate-limit-store';

/** Settings under which these limits hold, by their names in the classes of limits, and no others. */
export function limitsOf(bursts: Readonly<Record<string, number>> | undefined): Record<string, unknown> {
  if (!bursts) return {};
  const limits = Object.entries(bursts).map(([name, burst]) => [
    `RATE_LIMIT_${name.toUpperCase()}`,
    { limit: burst, periodMs: 60_000, burst, isShadow: false },
  ]);
  return { RATE_LIMIT_ENABLED: true, ...Object.fromEntries(limits) };
}

/** Admits a subject as often as its burst says, and never again. */
export class FirstFew extends RateLimitStore {
  private readonly taken = new Map<string, number>();

  admit(checks: readonly RateCheck[]): RateDecision {
    const [first] = checks as readonly [RateCheck];
    const full = checks.find((check) => this.takenOf(check) >= check.policy.burst);
    if (!full) for (const check of checks) this.taken.set(keyOf(check), this.takenOf(check) + 1);
    const told = { remaining: 0, resetMs: 60_000, retryAfterMs: full ? 30_000 : 0, isDegraded: false };
    return { ...told, isAllowed: !full, policy: (full ?? first).policy };
  }

  async forgive(check: RateCheck): Promise<void> {
    this.taken.delete(keyOf(check));
  }

  private takenOf(check: RateCheck): number {
    return this.taken.get(keyOf(check)) ?? 0;
  }
}

const keyOf = ({ policy, subject }: RateCheck): string => `${policy.name} ${subject}`;
