import { type Step } from '../../history/storm-history';
import { type Subject, subjects } from '../../history/subject';

/** How much of one subject people did, and what came of it. */
export interface Doing {
  readonly subject: Subject;
  readonly asked: number;
  readonly done: number;
  /** Also what is refused rightly: a wrong password, one request too many. */
  readonly refused: number;
  /** Also what the client sent, perhaps several times, to a conversation that its person had just left. */
  readonly unanswered: number;
  /** Answers of 500 and more. */
  readonly errors: number;
  /** The longest time in which nobody did anything of it. */
  readonly idleMs: number;
}

/** What people did from one moment to another, by `stormNow`, of every subject there is. */
export const doingsOf = (steps: readonly Step[], from: number, to: number): Doing[] =>
  subjects.map((subject) => {
    const own = steps.filter((step) => step.subject === subject);
    const count = (outcome: Step['outcome']) => own.filter((step) => step.outcome === outcome).length;
    return {
      ...{ subject, asked: own.length, done: count('done'), refused: count('refused') },
      unanswered: count('unknown'),
      errors: own.filter(({ status = 0 }) => status >= 500).length,
      idleMs: longestBetween([from, ...own.map(({ ended }) => ended), to]),
    };
  });

/** Steps are written down as they end, so their ends are in order. */
function longestBetween(moments: readonly number[]): number {
  return moments.reduce((longest, at, index) => Math.max(longest, at - (moments[index - 1] ?? at)), 0);
}
