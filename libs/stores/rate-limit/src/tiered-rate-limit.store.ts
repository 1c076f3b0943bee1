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
import { type LoneAnswers, LoneQuestion } from './redis/lone-question';
import { Turn } from './redis/turn';
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
    byMemory: (checks) => this.parts.limiter.admit(checks, this.parts.share),
  };

  private readonly untold: UntoldDebts;

  constructor(private readonly parts: RateLimitParts) {
    super();
    this.untold = new UntoldDebts(parts.limiter, (taken) => this.tell(taken));
    parts.onStop = () => this.untold.tell();
  }

  admit(checks: readonly RateCheck[]): RateDecision | Promise<RateDecision> {
    const { store, limiter } = this.parts;
    if (store.isAway) {
      store.answerAtOnce();
      return this.answers.byMemory(checks);
    }
    const known = limiter.known(checks);
    const refusal = limiter.refusal(known);
    if (refusal) return refusal;
    const ahead = limiter.ahead(known, this.parts.sharing);
    if (ahead) {
      this.untold.begin();
      return ahead;
    }
    return checks.length === 1 && this.turn.isIdle ? this.decideAlone(known) : this.turn.ask(checks, known);
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
  private decideAlone({ checks, counted, debts, untold }: WeighedChecks): Promise<RateDecision> {
    const { store, redis, limiter } = this.parts;
    const [policy, debt] = [counted[0] as CountedPolicy, debts[0] as number];
    const question = new LoneQuestion(checks, policy, debt, untold[0] as number, limiter.now(), this.answers);
    policy.untold.delete(checks[0]?.subject ?? '');
    this.turn.leave();
    return store.call<number | RateDecision>(admission.operation, question).then(
      (answer) => {
        this.turn.comeBack();
        return typeof answer === 'number' ? redis.answeredOne(question, answer) : answer;
      },
      (error: unknown) => {
        this.turn.comeBack();
        return this.admitThough(error, checks);
      },
    );
  }

  private decide(asked: readonly AskedChecks[]): Promise<readonly RateDecision[]> {
    const call = this.parts.store.call<readonly RateDecision[]>(admission.operation, {
      kind: 'write',
      redis: (deadline) => this.parts.redis.admit(asked, deadline),
      memory: () => asked.map(({ checks }) => this.answers.byMemory(checks)),
    });
    return call.catch((error: unknown) => asked.map(({ checks }) => this.admitThough(error, checks)));
  }

  /** Where other tiers are switched off the limits still hold; a bug, or a handler that wants no other tier, is told. */
  private admitThough(error: unknown, checks: readonly RateCheck[]): RateDecision {
    if (!isOutage(error) || error instanceof RedisUnavailableError) throw error as Error;
    return this.answers.byMemory(checks);
  }
}

const isOutage = (error: unknown): boolean =>
  error instanceof BreakerOpenError || classifyRedisError(error) !== undefined;
