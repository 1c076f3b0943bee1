import { Logger } from '@nestjs/common';
import {
  BreakerOpenError,
  classifyRedisError,
  Fallback,
  type OperationPolicy,
  RedisUnavailableError,
} from '@secureconnect/resilience';
import { type CountedPolicy } from './memory/counted-policy';
import { type RateLimitParts } from './rate-limit-parts';
import { type RateCheck, type RateDecision, RateLimitStore } from './rate-limit.store';
import { type AskedChecks } from './redis/asked-checks';
import { inMemory, type LoneAnswers, LoneQuestion } from './redis/lone-question';
import { type Decided, Turn } from './redis/turn';
import { type TakenAhead, UntoldDebts } from './redis/untold-debts';
import { type WeighedChecks } from './verdict';

const tiers = { tiers: ['redis', 'memory'] } as const;

/** What `admit` does without Redis; told to the manifest, for what a decorator puts around a call costs as much as it. */
export const admission: OperationPolicy = {
  operation: 'rate-limit.admit',
  kind: 'provider',
  target: 'TieredRateLimitStore.admit',
  stores: [{ store: 'rate-limit', mode: 'fallback', ...tiers }],
};

/** Limits counted in Redis; what memory can tell without it, and while it is away, memory tells. */
export class TieredRateLimitStore extends RateLimitStore {
  private readonly logger = new Logger('RateLimits');
  private readonly turn = new Turn((asked) => this.decide(asked));
  private readonly answers: LoneAnswers = {
    byRedis: (question, deadline) => this.parts.redis.admitOne(question, deadline),
  };

  private readonly untold: UntoldDebts;

  constructor(private readonly parts: RateLimitParts) {
    super();
    this.untold = new UntoldDebts(parts.limiter, (taken) => this.tell(taken));
    parts.onStop = () => this.untold.tell();
    parts.crossed = () => this.turn.crossed();
  }

  admit(checks: readonly RateCheck[]): RateDecision | Promise<RateDecision> {
    const { store, limiter, exchange } = this.parts;
    if (store.isAway) {
      store.answerAtOnce();
      return this.byMemory(checks);
    }
    const { sharers } = exchange;
    const known = limiter.known(checks);
    const refusal = limiter.refusal(known, sharers);
    if (refusal) return refusal;
    const ahead = sharers === 1 ? limiter.ahead(known, this.parts.sharing) : undefined;
    if (ahead) {
      this.untold.begin();
      return ahead;
    }
    return checks.length === 1 && this.turn.isIdle
      ? this.decideAlone(known, sharers)
      : this.turn.ask(checks, known);
  }

  /** While Redis is away it goes on holding what it holds. */
  @Fallback('rate-limit.forgive', 'rate-limit', tiers)
  async forgive({ policy, subject }: RateCheck): Promise<void> {
    const { store, limiter, redis, exchange } = this.parts;
    const counted = limiter.book.of(policy);
    const forget = (): void => {
      limiter.forget(counted, subject);
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

  /** Memory has it in any case; a Redis that was not told hears of it with the next question, or when it is back. */
  private async tell(taken: readonly TakenAhead[]): Promise<void> {
    try {
      await this.parts.store.call<void>(admission.operation, {
        kind: 'write',
        redis: (deadline) => this.parts.redis.tellAhead(taken, deadline),
        memory: () => undefined,
      });
    } catch (error) {
      if (!isOutage(error)) this.logger.error('What was admitted could not be told', error as Error);
    }
  }

  /** By as few promises as there can be, for they are most of what a limit costs; in the context of its one request. */
  private decideAlone(
    { checks, counted, debts, untold }: WeighedChecks,
    sharers: number,
  ): Promise<RateDecision> {
    const { store, redis, limiter } = this.parts;
    const [policy, debt] = [counted[0] as CountedPolicy, debts[0] as number];
    const [unsaid, now] = [untold[0] as number, limiter.now()];
    const question = new LoneQuestion(checks, policy, debt, unsaid, now, sharers, this.answers);
    policy.untold.delete(checks[0]?.subject ?? '');
    const way = this.turn.leave();
    return store.call<number | undefined>(admission.operation, question).then(
      (answer) => {
        way.leave();
        return answer === undefined ? this.byMemory(checks) : redis.answeredOne(question, answer);
      },
      (error: unknown) => {
        way.leave();
        return this.admitThough(error, checks);
      },
    );
  }

  private decide(asked: readonly AskedChecks[]): Promise<readonly Decided[]> {
    const call = this.parts.store.call<readonly RateDecision[] | undefined>(admission.operation, {
      kind: 'write',
      redis: (deadline) => this.parts.redis.admit(asked, deadline),
      memory: inMemory,
    });
    return call.then(
      (decisions) => decisions ?? asked.map(({ checks }) => this.byMemory(checks)),
      (error: unknown) => asked.map(({ checks }) => this.admitThough(error, checks)),
    );
  }

  /** As this instance's part, once the others have made room for it; whoever comes before that waits for a moment. */
  private byMemory(checks: readonly RateCheck[]): Decided {
    const { parting, limiter } = this.parts;
    parting.leave();
    const { pause } = parting;
    if (pause) return pause.then(() => this.apart(checks));
    return parting.isSettled ? limiter.admit(checks, this.parts.share) : this.apart(checks);
  }

  private apart(checks: readonly RateCheck[]): RateDecision {
    const { parting, limiter } = this.parts;
    const decision = limiter.admit(checks, this.parts.share);
    if (parting.isSettled || decision.isAllowed) return decision;
    // Soon the others have made room, or are waited for no more.
    return { ...decision, retryAfterMs: Math.min(decision.retryAfterMs, Math.max(1, parting.leftMs)) };
  }

  /** Where other tiers are switched off the limits still hold; a bug, or a handler that wants no other tier, is told. */
  private admitThough(error: unknown, checks: readonly RateCheck[]): Decided {
    if (!isOutage(error) || error instanceof RedisUnavailableError) throw error as Error;
    return this.byMemory(checks);
  }
}

const isOutage = (error: unknown): boolean =>
  error instanceof BreakerOpenError || classifyRedisError(error) !== undefined;
