import { type Model } from './model';
import { grouped, type NumberedStep, said, shownBy, stepsOf, textOf } from './read-history';

const lockAfter = 5;
/** Less than the 15 minutes for which failures count and a lock lasts. */
const countsForMs = 10 * 60_000;
/** What is longer ago is forgotten: failures after 15 minutes, and a lock that the last of them made after as many more. */
const forgottenAfterMs = 31 * 60_000;

/** Five wrong passwords lock, whatever is away; fewer keep nobody out, whoever it is. From the words `guess`, `log-in` and `reset`. */
export const lockoutsModel: Model = {
  subject: 'lockouts',
  judge: (history) => {
    const steps = stepsOf(history, 'guess', 'log-in', 'reset');
    return [...grouped(steps, (step) => textOf(step, 'account')).values()].flatMap((own) => [
      ...opened(own),
      ...guessed(own),
      ...keptOut(own),
    ]);
  },
};

const isLogin = ({ what }: NumberedStep): boolean => what === 'log-in';
const isGuess = ({ what }: NumberedStep): boolean => what === 'guess';
/** A code that is asked for after the password says that the password was looked at, and was right. */
const isIn = ({ outcome, code }: NumberedStep): boolean => outcome === 'done' || code === 'step_up_required';

function opened(steps: readonly NumberedStep[]) {
  return steps
    .filter((step) => isLogin(step) && isIn(step))
    .flatMap((login) => {
      const isLifted = steps.some(
        (step) => step.what === 'reset' && step.outcome !== 'refused' && step.begun < login.ended,
      );
      const failed = steps.filter(
        (step) =>
          isGuess(step) &&
          step.status === 401 &&
          step.ended < login.begun &&
          step.begun > login.begun - countsForMs,
      );
      if (isLifted || failed.length < lockAfter) return [];
      const what = `${said(login)}, after ${failed.length} wrong passwords`;
      return [shownBy('lockouts', 'locked-opened', what, ...failed, login)];
    });
}

/** What is no password of hers lets nobody in, not to the second step either. */
const guessed = (steps: readonly NumberedStep[]) =>
  steps
    .filter((step) => isGuess(step) && isIn(step))
    .map((step) => shownBy('lockouts', 'wrong-let-in', said(step), step));

/** Whatever was asked may have been counted, though it was answered otherwise; a new password forgets all of it. */
function keptOut(steps: readonly NumberedStep[]) {
  return steps
    .filter((step) => isLogin(step) && step.status === 401)
    .flatMap((login) => {
      const resets = steps.filter(({ what, outcome }) => what === 'reset' && outcome === 'done');
      const since = Math.max(
        login.begun - forgottenAfterMs,
        ...resets.filter(({ ended }) => ended < login.begun).map(({ begun }) => begun),
      );
      const others = steps.filter((step) => step !== login && !isIn(step) && step.begun < login.ended);
      const possible = others.filter((step) => (isGuess(step) || isLogin(step)) && step.ended > since);
      if (possible.length >= lockAfter) return [];
      const what = `${said(login)}, with the right password, after ${possible.length} failures at most`;
      return [shownBy('lockouts', 'kept-out', what, ...possible, login)];
    });
}
