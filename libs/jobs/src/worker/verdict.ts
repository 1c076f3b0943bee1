import { restMs } from '../definition/back-off';
import { type JobDefinition } from '../definition/job-definition';
import { type DeadReason } from '../table/job-row';
import { errorText } from './error-text';
import { type Outcome } from './outcome';

/** What becomes of a job after an attempt. */
export type Verdict =
  | { readonly kind: 'end' }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly error: string }
  | { readonly kind: 'bury'; readonly reason: DeadReason; readonly error: string }
  /** As if this attempt had never been. */
  | { readonly kind: 'giveBack' }
  | { readonly kind: 'nothing' };

type Rules = Pick<JobDefinition, 'delivery' | 'attempts' | 'backoff'>;

const stopped = 'The process ended while it ran.';

/** Again, or dead: the one place where that is decided, from nothing but what it is given. */
export function verdictOf(
  rules: Rules,
  attempt: number,
  outcome: Outcome,
  random: () => number = Math.random,
): Verdict {
  switch (outcome.kind) {
    case 'done':
    case 'cancelled':
      return { kind: 'end' };
    case 'ended':
    case 'failed_after_end':
      return { kind: 'nothing' };
    case 'invalid':
      return bury('invalid_payload', outcome.error);
    case 'exhausted':
      return bury(mayRepeat(rules) ? 'failed' : 'fate_unknown', outcome.error);
    case 'failed':
      return again(rules, attempt, outcome.error, random) ?? bury('failed', outcome.error);
    case 'late':
      // It may still be at work, or have done all of it.
      return again(rules, attempt, outcome.error, random) ?? bury(mayRepeat(rules) ? 'failed' : 'fate_unknown', outcome.error); // prettier-ignore
    case 'stopped':
      return mayRepeat(rules) || !outcome.begun ? { kind: 'giveBack' } : bury('fate_unknown', stopped);
  }
}

const mayRepeat = ({ delivery }: Rules): boolean => delivery === 'at-least-once';

function again(rules: Rules, attempt: number, error: unknown, random: () => number): Verdict | undefined {
  if (!mayRepeat(rules) || attempt >= rules.attempts) return undefined;
  return { kind: 'retry', delayMs: restMs(rules.backoff, attempt, random), error: errorText(error) };
}

const bury = (reason: DeadReason, error: unknown): Verdict => ({
  kind: 'bury',
  reason,
  error: errorText(error),
});
