import { type RatePolicy } from '../rate-policy';
import { RatePolicyError } from '../rate-policy.error';

/** Half of what Redis counts in: below it a difference is no difference, in both tiers alike. */
export const toleranceMs = 0.000_5;

/** Who decided. */
export const decidingTiers = ['redis', 'memory'] as const;

export type DecidingTier = (typeof decidingTiers)[number];

/** What was decided, by who decided it. */
export type RateOutcomes = Record<DecidingTier, { allowed: number; refused: number; shadowed: number }>;

/** A policy with its numbers worked out once, where its subjects are, and what was decided by it. */
export class CountedPolicy {
  /** One request makes so much debt; whole microseconds, rounded up, so that no tier admits more than the other. */
  readonly intervalMs: number;
  /** More debt than this nobody may have. */
  readonly boundMs: number;
  /** The same in microseconds, for Redis. */
  readonly costUs: number;
  readonly boundUs: number;
  /** What was admitted ahead and Redis was not told of yet, by subject, in ms of debt. */
  readonly untold = new Map<string, number>();
  /** The place of each subject in the table. */
  readonly places = new Map<string, number>();
  readonly outcomes: RateOutcomes = {
    redis: { allowed: 0, refused: 0, shadowed: 0 },
    memory: { allowed: 0, refused: 0, shadowed: 0 },
  };

  /** When those will be at rest who found no place in a memory full of subjects over their limits: they count as one. */
  crowdRestAt = -Infinity;

  constructor(readonly policy: RatePolicy) {
    const { name, limit, periodMs, burst } = policy;
    if (![limit, periodMs, burst].every((number) => Number.isFinite(number) && number > 0) || burst < 1)
      throw new RatePolicyError(`${name}: limit and periodMs are above 0, burst is at least 1`);
    if (name === '') throw new RatePolicyError('a limit needs a name');
    this.costUs = Math.ceil((periodMs * 1_000) / limit);
    this.boundUs = Math.ceil(burst * this.costUs);
    this.intervalMs = this.costUs / 1_000;
    this.boundMs = this.boundUs / 1_000;
  }

  /** The debt that a cost makes where so many share the limit; what costs more than the burst takes all of it. */
  debtOf(cost: number | undefined, instances: number): number {
    if (cost === undefined) return this.intervalMs * instances;
    return (Math.ceil(Math.min(cost, this.policy.burst) * this.intervalMs * 1_000) / 1_000) * instances;
  }

  /** Where so many share a limit that one has less than a single request of the burst, it has that one all the same. */
  boundFor(cost: number): number {
    return cost > this.boundMs ? cost : this.boundMs;
  }

  /** How many more may come. */
  room(debt: number, bound: number, instances: number): number {
    return Math.floor((bound - debt + toleranceMs) / (this.intervalMs * instances));
  }
}
