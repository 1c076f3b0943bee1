import { type CallDeadline, type FailoverCall } from '@secureconnect/resilience';
import { type CountedPolicy } from '../memory/counted-policy';
import { type RateCheck, type RateDecision } from '../rate-limit.store';

/** Who answers a request of one check. */
export interface LoneAnswers {
  /** What its subject owed before, in microseconds. */
  byRedis(question: LoneQuestion, deadline: CallDeadline): Promise<number>;
  byMemory(checks: readonly RateCheck[]): RateDecision;
}

/** A request of one check on its way to Redis by itself. A class, and no closure: most requests are such. */
export class LoneQuestion implements FailoverCall<number | RateDecision> {
  readonly kind = 'write';
  readonly isBounded = true;

  constructor(
    readonly checks: readonly RateCheck[],
    readonly counted: CountedPolicy,
    /** What is known of the debt, in ms. */
    readonly debt: number,
    /** How much of it Redis was not told of. */
    readonly untold: number,
    readonly askedAt: number,
    private readonly answers: LoneAnswers,
  ) {}

  redis(deadline: CallDeadline): Promise<number> {
    return this.answers.byRedis(this, deadline);
  }

  get memory(): () => RateDecision {
    return () => this.answers.byMemory(this.checks);
  }
}
