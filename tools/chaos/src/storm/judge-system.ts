import { type ErrorCode, errorCodes } from '@secureconnect/contracts';
import { type Finding } from '../history/finding';
import { type Step, type StormHistory } from '../history/storm-history';

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

/** What may never be of any process, and is not the business of one subject. */
export function judgeSystem({ steps, noticed }: StormHistory): Finding[] {
  const undeclared = steps.flatMap((step, index): Finding[] =>
    isDeclared(step) ? [] : [undeclaredOf(step, index)],
  );
  const seen = noticed.map(({ at, instance, what }): Finding => {
    const [fault = what, ...words] = what.split(': ');
    return { subject: 'system', fault, what: `${instance}: ${words.join(': ')}`, at, steps: [] };
  });
  return [...undeclared, ...seen];
}

const undeclaredOf = ({ what, actor, door, status, code, ended, subject }: Step, index: number): Finding => ({
  subject: 'system',
  fault: 'undeclared-5xx',
  what: `${subject}: ${what} by ${actor} at ${door} was answered ${status} with the code ${code ?? 'none'}`,
  at: ended,
  steps: [index],
});
