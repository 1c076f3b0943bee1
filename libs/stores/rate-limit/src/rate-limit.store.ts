import { type RatePolicy } from './rate-policy';

/** One policy asked for one subject. */
export interface RateCheck {
  readonly policy: RatePolicy;
  /** Whom it is counted for, at most 200 characters; the policy's name is not part of it. */
  readonly subject: string;
  /** How much of the limit it takes; 1 unless told. */
  readonly cost?: number;
}

/** What became of a request's checks. */
export interface RateDecision {
  /** False where a policy that is no shadow refuses. */
  readonly isAllowed: boolean;
  /** The policy that refuses, or the one nearest to doing so: what the headers tell of. */
  readonly policy: RatePolicy;
  /** How many more may come now. */
  readonly remaining: number;
  /** Until the whole burst is there again. */
  readonly resetMs: number;
  /** Until the same checks would be admitted; 0 where they were. */
  readonly retryAfterMs: number;
  /** Memory decided because Redis could not. */
  readonly isDegraded: boolean;
}

/** Admits so many and no more, over all instances. */
export abstract class RateLimitStore {
  /**
   * Takes all checks of one request, or none where one refuses; never rejects for Redis. Gives the decision itself where
   * memory can tell, for a promise costs more than the decision.
   */
  abstract admit(checks: readonly RateCheck[]): RateDecision | Promise<RateDecision>;

  /** Forgets a subject's debt, on this instance and in Redis; for operators and tests. */
  abstract forgive(check: RateCheck): Promise<void>;
}
