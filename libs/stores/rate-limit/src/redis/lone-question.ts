import { type CallDeadline, type FailoverCall } from '@secureconnect/resilience';
import { type CountedPolicy } from '../memory/counted-policy';
import { type SentCheck } from '../memory/memory-limiter';
import { type RateCheck } from '../rate-limit.store';

/** Who answers a request of one check. */
export interface LoneAnswers {
  /** What its subject owed before, in microseconds. */
  byRedis(question: LoneQuestion, deadline: CallDeadline): Promise<number>;
}

/** Redis did not answer, and memory is to. */
export const inMemory = (): undefined => undefined;

/** A request of one check on its way to Redis by itself. A class, and no closure: most requests are such. */
export class LoneQuestion implements FailoverCall<number | undefined>, SentCheck {
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
    readonly sharers: number,
    private readonly answers: LoneAnswers,
  ) {}

  redis(deadline: CallDeadline): Promise<number> {
    return this.answers.byRedis(this, deadline);
  }

  get memory(): () => undefined {
    return inMemory;
  }
}
