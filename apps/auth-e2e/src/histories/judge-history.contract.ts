import { type Bounds, type History, type Step } from './history.contract';

type Rule = (steps: readonly Step[], bounds: Bounds) => string[];

const isGranted = ({ status }: Step): boolean => status === 200 || status === 204;
const isEnding = ({ kind }: Step): boolean => kind === 'logout' || kind === 'logout-all';
const told = ({ kind, door, begun, ended, status, code, generation }: Step): string =>
  `${kind}${generation === undefined ? '' : ` of generation ${generation}`} at instance ${door}, ${Math.round(begun)} to ${Math.round(ended)} ms: ${status} ${code ?? ''}`.trim();

const of = (steps: readonly Step[], kind: Step['kind'], session?: string): Step[] =>
  steps.filter((step) => step.kind === kind && (session === undefined || step.session === session));
const sessionsOf = (steps: readonly Step[]): string[] =>
  of(steps, 'login').flatMap(({ session }) => session ?? []);

/** Whoever shows a token whose child was used, or after the grace, ends the session: it may have been so here. */
const mayBeReuse = (step: Step, refreshes: readonly Step[]): boolean =>
  step.kind === 'refresh' &&
  refreshes.some(
    (other) =>
      isGranted(other) &&
      other.begun < step.ended &&
      (other.generation === (step.generation ?? 0) + 1 ||
        (other.generation === step.generation && step.ended - other.begun > 9_000)),
  );

/** What may have ended a session, whatever was answered. */
const causesOf = (steps: readonly Step[], session: string): Step[] => {
  const refreshes = of(steps, 'refresh', session);
  return [
    ...[...of(steps, 'logout', session), ...of(steps, 'logout-all')].filter(({ status }) => status !== 401),
    ...refreshes.filter((step) => mayBeReuse(step, refreshes)),
  ];
};

/** From when on it is certain that a session has ended. */
function overSince(steps: readonly Step[], session: string): number {
  const begun = of(steps, 'login', session)[0]?.ended ?? 0;
  const isCertain = (step: Step): boolean =>
    (isEnding(step) && isGranted(step) && (step.kind === 'logout' || step.begun > begun)) ||
    (step.kind === 'refresh' && step.status === 401);
  const own = [...of(steps, 'logout-all'), ...steps.filter((step) => step.session === session)];
  return Math.min(Infinity, ...own.filter(isCertain).map(({ ended }) => ended));
}

const nothingRevokedIsAccepted: Rule = (steps, { revokedWithinMs }) =>
  sessionsOf(steps).flatMap((session) => {
    const over = overSince(steps, session);
    const seen = of(steps, 'access', session);
    const refused = Math.min(
      Infinity,
      ...seen.filter(({ status }) => status === 401).map(({ ended }) => ended),
    );
    const late = seen.filter(
      (step) => isGranted(step) && step.begun > Math.min(over, refused) + revokedWithinMs,
    );
    const refreshed = of(steps, 'refresh', session).filter((step) => isGranted(step) && step.begun > over);
    return [...late, ...refreshed].map(
      (step) => `accepted ${Math.round(step.begun - over)} ms after its end: ${told(step)}`,
    );
  });

const nobodyIsLoggedOut: Rule = (steps) =>
  sessionsOf(steps).flatMap((session) => {
    const causes = causesOf(steps, session);
    return steps
      .filter((step) => step.session === session && step.status === 401)
      .filter(({ ended }) => !causes.some(({ begun }) => begun < ended))
      .map((step) => `refused, though nothing had ended it: ${told(step)}`);
  });

const oneChildEach: Rule = (steps) =>
  sessionsOf(steps).flatMap((session) => {
    const children = new Map<number, Set<string>>();
    for (const { generation, child } of of(steps, 'refresh', session))
      if (generation !== undefined && child)
        children.set(generation, (children.get(generation) ?? new Set()).add(child));
    return [...children].flatMap(([generation, given]) =>
      given.size > 1 ? [`${given.size} children of generation ${generation}`] : [],
    );
  });

const lockAfter = 5;

/** A lock that was certainly placed is opened by nothing but an unlock; and nobody is locked for fewer failures. */
const locksHold: Rule = (steps) =>
  of(steps, 'login').flatMap((login) => {
    const unlocks = of(steps, 'unlock');
    const since = Math.max(
      0,
      ...unlocks.filter(({ begun }) => begun < login.ended).map(({ ended }) => ended),
    );
    const guesses = of(steps, 'guess');
    const certain = guesses.filter(
      (one) => one.status === 401 && one.begun >= since && one.ended < login.begun,
    );
    const isOpened = login.status === 200 && certain.length >= lockAfter && since < login.begun;
    const free = Math.max(
      0,
      ...unlocks.filter((one) => isGranted(one) && one.ended < login.begun).map(({ begun }) => begun),
    );
    const possible = guesses.filter((one) => one.ended > free && one.begun < login.ended);
    const isKeptOut = login.status === 401 && possible.length < lockAfter;
    return [
      ...(isOpened ? [`let in after ${certain.length} failures: ${told(login)}`] : []),
      ...(isKeptOut ? [`kept out after ${possible.length} failures: ${told(login)}`] : []),
    ];
  });

/** With PostgreSQL there, nothing is refused for Redis; too many passwords at once are, as declared. */
const allowed: Readonly<Record<Step['kind'], readonly (number | string)[]>> = {
  login: [200, 401, 'overloaded'],
  guess: [401, 'overloaded'],
  refresh: [200, 401],
  access: [200, 401],
  logout: [204, 401],
  'logout-all': [204, 401],
  unlock: [204],
};

const answersAreDeclared: Rule = (steps, { settledWithinMs }) => [
  ...steps
    .filter(
      ({ kind, status, code }) => !allowed[kind].includes(status) && !allowed[kind].includes(code ?? ''),
    )
    .map((step) => `not declared: ${told(step)}`),
  ...steps
    .filter(({ begun, ended }) => ended - begun > settledWithinMs)
    .map((step) => `not settled in ${settledWithinMs} ms: ${told(step)}`),
];

const rules = [nothingRevokedIsAccepted, nobodyIsLoggedOut, oneChildEach, locksHold, answersAreDeclared];

/** What does not hold in a history, a line each. */
export const judgeHistory = ({ number, steps }: History, bounds: Bounds): string[] =>
  rules.flatMap((rule) => rule(steps, bounds)).map((line) => `history ${number}: ${line}`);
