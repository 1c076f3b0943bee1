import { type Finding } from '../history/finding';
import { type Model } from './model';
import { type NumberedStep, said, shownBy } from './read-history';
import { Weather } from './weather';

/** What a service needs until it has found its way back after a fault: breakers, leases, a restart on a busy machine. */
const recoversMs = 20_000;
/** The gateway and each service answer within their deadline of 5 s (docs/gateway/operating.md); a second for the way there and back. */
const settlesMs = 6_000;
/** What the library does in several requests, one after the other and with pauses, through what a storm has at the most. */
const endsMs = 60_000;
/** Whoever has brought too much is refused with a 507, in any weather. */
const ofPeople = 'quota_exceeded';

/**
 * Every request is answered, in time, and by no refusal unless what it needs was struck: PostgreSQL, an instance or a way
 * that lies before it. That Redis is away refuses nothing. What is answered at all, and what becomes of processes, is
 * judged of the system as a whole.
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
  if (code === 'unsettled') return [shownBy('system', 'unsettled', `${said(step)}, for ${lasted} ms`, step)];
  if (isLate(step, weather))
    return [shownBy('system', 'settled-late', `${said(step)}, after ${lasted} ms`, step)];
  if (code === ofPeople || weather.isInTheWayOf(step, recoversMs)) return [];
  if (code === 'unanswered' || code === 'network') return [shownBy('system', 'unanswered', said(step), step)];
  return status !== undefined && status >= 500
    ? [shownBy('system', 'refused-in-quiet', said(step), step)]
    : [];
}

/** The client library asks again where something was struck; where nothing was, its first request is as good as any. */
function isLate(step: NumberedStep, weather: Weather): boolean {
  const lasted = step.ended - step.begun;
  if (lasted <= settlesMs) return false;
  const isPatient = step.facts['patient'] === true && weather.isInTheWayOf(step, recoversMs);
  return lasted > (isPatient ? endsMs : settlesMs) + weather.heldUpMs(step);
}
