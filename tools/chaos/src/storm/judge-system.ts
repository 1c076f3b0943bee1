import { type ErrorCode, errorCodes } from '@secureconnect/contracts';
import { type Finding } from '../history/finding';
import { type MadeFault, type Step, type StormHistory } from '../history/storm-history';

const internal: ErrorCode = 'internal_error';
const declaredStatuses: ReadonlySet<number> = new Set(
  Object.entries(errorCodes).flatMap(([code, { status }]) => (code === internal ? [] : [status])),
);
/** An answer to HEAD has no body, and so no code. */
const saysNothing = ({ facts }: Step): boolean => String(facts['path'] ?? '').startsWith('HEAD ');

/** Whether an answer of this status was promised: with a code that has this status, and not with the one for what nobody thought of. */
function isDeclared(step: Step): boolean {
  const { status = 0, code } = step;
  if (status < 500) return true;
  if (saysNothing(step)) return declaredStatuses.has(status);
  if (code === undefined || code === internal) return false;
  return errorCodes[code as ErrorCode]?.status === status;
}

/** An instance that was ended is away for nine seconds at the most, and half a minute is a long start even while all else fails. */
const thereAgainWithinMs = 40_000;
const ending = ['instance-killed', 'instance-stopped'];

/** What may never be of any process, and is not the business of one subject. */
export function judgeSystem({ steps, noticed, faults }: StormHistory): Finding[] {
  const undeclared = steps.flatMap((step, index): Finding[] =>
    isDeclared(step) ? [] : [undeclaredOf(step, index)],
  );
  const seen = noticed.map(({ at, instance, what }): Finding => {
    const [fault = what, ...words] = what.split(': ');
    return { subject: 'system', fault, what: `${instance}: ${words.join(': ')}`, at, steps: [] };
  });
  return [...undeclared, ...seen, ...faults.flatMap(notThereAgain)];
}

/** What ended it was a fault; that it does not come back is its own. */
function notThereAgain({ name, struck, from, to, failed }: MadeFault): Finding[] {
  const lasted = to - from;
  if (!ending.includes(name) || (failed === undefined && lasted <= thereAgainWithinMs)) return [];
  const what = `${struck}: ${name}, and not there again within ${Math.round(lasted / 1_000)} s${failed === undefined ? '' : `: ${failed}`}`;
  return [{ subject: 'system', fault: 'not-started', what, at: to, steps: [] }];
}

const undeclaredOf = ({ what, actor, door, status, code, ended, subject }: Step, index: number): Finding => ({
  subject: 'system',
  fault: 'undeclared-5xx',
  what: `${subject}: ${what} by ${actor} at ${door} was answered ${status} with the code ${code ?? 'none'}`,
  at: ended,
  steps: [index],
});
