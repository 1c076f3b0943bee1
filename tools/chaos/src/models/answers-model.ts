import { type Finding } from '../history/finding';
import { type Model } from './model';
import { type NumberedStep, said, shownBy } from './read-history';
import { Weather } from './weather';

/** What a service needs until it has found its way back after a fault: breakers, leases, a restart on a busy machine. */
const recoversMs = 20_000;
/** The gateway answers within its deadline of 5 s; for all of a request on a busy machine. */
const settlesMs = 20_000;
/** Are declared for a busy machine in fair weather too. */
const ofLoad = ['overloaded', 'database_timeout', 'deadline_exceeded', 'upstream_timeout', 'quota_exceeded'];

/**
 * Every request is answered, in time, and in fair weather by no refusal that only a fault excuses. That what is answered is
 * declared, and what becomes of processes, is judged of the system as a whole.
 */
export const answersModel: Model = {
  subject: 'system',
  judge: (history) => {
    const weather = new Weather(history);
    return history.steps.flatMap((step, number) => judgeStep({ ...step, number }, weather));
  },
};

function judgeStep(step: NumberedStep, weather: Weather): Finding[] {
  const { begun, ended, status, code } = step;
  const lasted = Math.round(ended - begun);
  // What the client library does in several requests takes as long as it takes, but comes to an end.
  const isLate = step.facts['patient'] !== true && lasted > settlesMs;
  if (code === 'unsettled' || isLate)
    return [shownBy('system', 'unsettled', `${said(step)}, for ${lasted} ms`, step)];
  const isExcused = ofLoad.includes(code ?? '') || weather.isStruck(begun, ended, recoversMs);
  if (isExcused) return [];
  if (code === 'unanswered' || code === 'network') return [shownBy('system', 'unanswered', said(step), step)];
  return status !== undefined && status >= 500
    ? [shownBy('system', 'refused-in-quiet', said(step), step)]
    : [];
}
