import { errorCodes } from '@secureconnect/contracts';
import { type Finding } from '../history/finding';
import { type Model } from './model';
import { type NumberedStep, said, seenAt, shownBy } from './read-history';
import { Weather } from './weather';

/** What a service needs until it has found its way back after a fault: breakers, leases, a restart on a busy machine. */
const recoversMs = 20_000;
/** The gateway answers within its deadline of 5 s; for all of a request on a busy machine. */
const settlesMs = 20_000;
/** Are declared for a busy machine in fair weather too. */
const ofLoad = ['overloaded', 'database_timeout', 'deadline_exceeded', 'upstream_timeout', 'quota_exceeded'];

/** Every request is answered, in time, and by a code that is declared; no process ends or complains by itself. */
export const answersModel: Model = {
  subject: 'system',
  judge: (history) => {
    const weather = new Weather(history);
    return [
      ...history.steps.flatMap((step, number) => judgeStep({ ...step, number }, weather)),
      ...history.noticed.map(({ at, instance, what }) =>
        seenAt('system', 'noticed', `${instance}: ${what}`, at),
      ),
    ];
  },
};

function judgeStep(step: NumberedStep, weather: Weather): Finding[] {
  const { begun, ended, status, code } = step;
  // A step of several requests, as of the client library, takes as long as it takes.
  if (step.facts['patient'] !== true && ended - begun > settlesMs)
    return [shownBy('system', 'unsettled', `${said(step)}, for ${Math.round(ended - begun)} ms`, step)];
  if (code === 'unanswered')
    return weather.isStruck(begun, ended, recoversMs)
      ? []
      : [shownBy('system', 'unanswered', said(step), step)];
  if (status === undefined || status < 500) return [];
  if (!isDeclared(status, code)) return [shownBy('system', 'undeclared-5xx', said(step), step)];
  const isLawful = ofLoad.includes(code ?? '') || weather.isStruck(begun, ended, recoversMs);
  return isLawful ? [] : [shownBy('system', 'refused-in-quiet', said(step), step)];
}

/** A 500 says that something was not foreseen. */
function isDeclared(status: number, code = ''): boolean {
  return status !== 500 && Object.hasOwn(errorCodes, code) && statusOf(code) === status;
}

const statusOf = (code: string): number => errorCodes[code as keyof typeof errorCodes].status;
