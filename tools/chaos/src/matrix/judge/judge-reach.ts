import { type DeclaredOperation, modeOf } from '../policies/declared-operation';
import { type Circumstances } from './circumstances';
import { broken, held, type Verdict } from './verdict';

/** What a service counted of one operation while everything was asked. */
export interface Reach {
  readonly calls: number;
  readonly refusals: number;
}

/** A provider’s method is called by nobody from outside: whether it was, and was refused, is what its service counts. */
export function judgeReach(
  declared: DeclaredOperation,
  reach: Reach | undefined,
  { lacks }: Circumstances,
): Verdict {
  if (!reach || reach.calls === 0) return { outcome: 'not reached', said: 'nobody called it meanwhile' };
  const { calls, refusals } = reach;
  const mode = modeOf(declared);
  if (refusals === 0) return held(`called ${calls} times`);
  const mayRefuse = mode === 'closed' && lacks !== 'nothing';
  if (mayRefuse) return held(`called ${calls} times, ${refusals} of them refused`);
  return broken(`is ${mode}, and refused ${refusals} of ${calls} calls`);
}
