import { type StormHistory } from '../history/storm-history';
import { grouped, numberOf, type NumberedStep, stepsOf, textOf } from './read-history';

/** All that is known of one session that was answered with. */
export interface KnownSession {
  readonly id: string;
  readonly account: string;
  readonly login: NumberedStep;
  readonly uses: readonly NumberedStep[];
  readonly refreshes: readonly NumberedStep[];
  /** Logouts asked for with its own token. */
  readonly goodbyes: readonly NumberedStep[];
  /** Logouts of its whole account that do not leave it out. */
  readonly sweeps: readonly NumberedStep[];
  /** Those of the account that may have begun another one since. */
  readonly laterLogins: readonly NumberedStep[];
}

/** An account has so many; the next one ends the oldest. */
const mostSessions = 10;
/** The same refresh token gives the same child for 10 s; here a little less, for clocks. */
const graceMs = 9_000;

/** The sessions that were begun for certain, from the words `log-in`, `use`, `refresh` and `log-out`. */
export function sessionsOf(history: StormHistory): KnownSession[] {
  const bySession = (...words: string[]) =>
    grouped(stepsOf(history, ...words), (step) => textOf(step, 'session'));
  const [uses, refreshes, goodbyes] = [bySession('use'), bySession('refresh'), bySession('log-out')];
  const byAccount = (...words: string[]) =>
    grouped(stepsOf(history, ...words), (step) => textOf(step, 'account'));
  const [logins, logouts] = [byAccount('log-in'), byAccount('log-out')];
  return [...logins].flatMap(([account, all]) =>
    all
      .filter((login) => login.outcome === 'done' && textOf(login, 'session') !== '')
      .map((login) => {
        const id = textOf(login, 'session');
        return {
          ...{ id, account, login, uses: uses.get(id) ?? [], refreshes: refreshes.get(id) ?? [] },
          goodbyes: goodbyes.get(id) ?? [],
          sweeps: (logouts.get(account) ?? []).filter((step) => sweeps(step, id) && step.ended > login.begun),
          laterLogins: all.filter((other) => other.outcome !== 'refused' && other.begun > login.begun),
        };
      }),
  );
}

const sweeps = (step: NumberedStep, session: string): boolean => {
  const scope = textOf(step, 'scope');
  return scope === 'global' || (scope === 'others' && textOf(step, 'session') !== session);
};

/** What may have ended it, whatever was answered; a 401 to a logout had no effect. */
export function causesOf(known: KnownSession): NumberedStep[] {
  const own = known.goodbyes.filter((step) => textOf(step, 'scope') === 'local');
  const beyond = known.laterLogins[mostSessions - 1];
  return [
    ...[...own, ...known.sweeps].filter(({ outcome }) => outcome !== 'refused'),
    ...known.refreshes.filter((step) => mayBeReuse(step, known.refreshes)),
    ...(beyond ? [beyond] : []),
  ];
}

/** Whoever shows a token whose child may have been used, or after the grace, ends the session. */
function mayBeReuse(step: NumberedStep, refreshes: readonly NumberedStep[]): boolean {
  const generation = numberOf(step, 'generation');
  return refreshes.some((other) => {
    if (other === step || other.outcome === 'refused' || other.begun >= step.ended) return false;
    const its = numberOf(other, 'generation');
    return its > generation || (its === generation && step.ended - other.begun > graceMs);
  });
}

/** From when on it is certain that it has ended, and which step says so. */
export function endOf(known: KnownSession): NumberedStep | undefined {
  const own = known.goodbyes.filter((step) => textOf(step, 'scope') === 'local');
  // A session that began while its account was swept may be a moment younger than the sweep.
  const swept = known.sweeps.filter((step) => step.begun > known.login.ended);
  return [...own, ...swept]
    .filter(({ outcome }) => outcome === 'done')
    .reduce<NumberedStep | undefined>(
      (first, step) => (first && first.ended <= step.ended ? first : step),
      undefined,
    );
}
