import { BreakerOpenError, classifyRedisError, Fallback } from '@secureconnect/resilience';
import { type RateLimitParts } from './rate-limit-parts';
import { type RateCheck, type RateDecision, RateLimitStore } from './rate-limit.store';
import { type AskedChecks } from './redis/asked-checks';
import { Turn } from './redis/turn';

const tiers = { tiers: ['redis', 'memory'] as const };

/** Limits counted in Redis; what memory can tell without it, and while it is away, memory tells. */
export class TieredRateLimitStore extends RateLimitStore {
  private readonly turn = new Turn((asked) => this.decide(asked));

  constructor(private readonly parts: RateLimitParts) {
    super();
  }

  /** The declaration stands where Redis is asked, for what memory answers reaches nothing. */
  admit(checks: readonly RateCheck[]): RateDecision | Promise<RateDecision> {
    const { store, limiter, share } = this.parts;
    if (store.isAway) {
      store.answerAtOnce();
      return limiter.admit(checks, share);
    }
    const known = limiter.known(checks);
    return limiter.refusal(known) ?? this.turn.ask(checks, known);
  }

  /** While Redis is away it goes on holding what it holds. */
  @Fallback('rate-limit.forgive', 'rate-limit', tiers)
  async forgive({ policy, subject }: RateCheck): Promise<void> {
    const { store, limiter, redis, exchange } = this.parts;
    const counted = limiter.book.of(policy);
    const forget = (): void => {
      limiter.table.forget(counted, subject);
      exchange.forgive(policy.name, subject);
    };
    forget();
    await store.call<void>('rate-limit.forgive', {
      kind: 'write',
      redis: (deadline) => redis.forget(counted, subject, deadline),
      memory: () => undefined,
    });
    // Whoever asked meanwhile has told Redis of it, or learnt of it, once more.
    forget();
  }

  @Fallback('rate-limit.admit', 'rate-limit', tiers)
  private ask(asked: readonly AskedChecks[]): Promise<readonly RateDecision[]> {
    return this.parts.store.call<readonly RateDecision[]>('rate-limit.admit', {
      kind: 'write',
      redis: (deadline) => this.parts.redis.admit(asked, deadline),
      memory: () => this.fromMemory(asked),
    });
  }

  /** Where other tiers are switched off the limits still hold; a bug surfaces as itself. */
  private decide(asked: readonly AskedChecks[]): Promise<readonly RateDecision[]> {
    return this.ask(asked).catch((error: unknown) => {
      if (error instanceof BreakerOpenError || classifyRedisError(error) !== undefined)
        return this.fromMemory(asked);
      throw error;
    });
  }

  private fromMemory(asked: readonly AskedChecks[]): readonly RateDecision[] {
    const { limiter, share } = this.parts;
    return asked.map(({ checks }) => limiter.admit(checks, share));
  }
}
