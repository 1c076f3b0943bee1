import { setImmediate as nextTurn } from 'node:timers/promises';
import { type GuardedSubject } from './guarded-subject';

/** Calls between two turns of the event loop, which timers and replies need in a real process too. */
const perTurn = 100;

/** When the fallback's first line was last reached. */
export interface FirstLine {
  at: number;
}

/** Nanoseconds a call takes when each waits for the one before it. */
export async function nsPerCall(subject: GuardedSubject, turns: number): Promise<number> {
  const since = performance.now();
  for (let turn = 0; turn < turns; turn++) {
    for (let index = 0; index < perTurn; index++) await subject.call('session:7');
    await nextTurn();
  }
  return ((performance.now() - since) / (turns * perTurn)) * 1e6;
}

/** Nanoseconds from a call to the first line of what serves instead, a look at the clock included. */
export async function nsToFirstLine(
  subject: GuardedSubject,
  firstLine: FirstLine,
  turns: number,
): Promise<number> {
  let sum = 0;
  for (let turn = 0; turn < turns; turn++) {
    for (let index = 0; index < perTurn; index++) {
      const since = performance.now();
      const answer = subject.call('session:7');
      await answer;
      sum += firstLine.at - since;
    }
    await nextTurn();
  }
  return (sum / (turns * perTurn)) * 1e6;
}
