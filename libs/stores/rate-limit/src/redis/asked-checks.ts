import { type CountedPolicy } from '../memory/counted-policy';
import { type RateCheck, type RateDecision } from '../rate-limit.store';
import { type WeighedChecks } from '../verdict';

/** One request's checks on their way to Redis, and who waits for them. */
export class AskedChecks implements WeighedChecks {
  readonly promise: Promise<RateDecision>;
  readonly counted: readonly CountedPolicy[];
  /** What is known of their debts; once Redis has answered, what it says. */
  readonly debts: number[];
  readonly untold: readonly number[];
  resolve!: (decision: RateDecision | Promise<RateDecision>) => void;
  reject!: (error: unknown) => void;

  constructor(
    readonly checks: readonly RateCheck[],
    known: WeighedChecks,
  ) {
    this.counted = known.counted.slice(0, checks.length);
    this.debts = known.debts.slice(0, checks.length);
    this.untold = known.untold.slice(0, checks.length);
    // With this question Redis is told of it.
    for (let at = 0; at < checks.length; at += 1) this.counted[at]?.untold.delete(checks[at]?.subject ?? '');
    this.promise = new Promise<RateDecision>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
