import { type Model } from './model';
import { causesOf, sessionsOf, type KnownSession } from './known-sessions';
import { numberOf, said, shownBy, textOf } from './read-history';

/** An access token lives 15 minutes; one that may be over by itself proves nothing. */
const livesMs = 14 * 60_000;

/** Whoever signed in stays so until something ends it, and each refresh token has one child. */
export const sessionsModel: Model = {
  subject: 'sessions',
  judge: (history) => sessionsOf(history).flatMap((known) => [...loggedOut(known), ...twoChildren(known)]),
};

function loggedOut(known: KnownSession) {
  const causes = causesOf(known);
  return [...known.uses, ...known.refreshes, ...known.goodbyes]
    .filter(({ status }) => status === 401)
    .filter((step) => !(step.what === 'use' && numberOf(step, 'ageMs') > livesMs))
    .filter(({ ended }) => !causes.some(({ begun }) => begun < ended))
    .map((step) =>
      shownBy(
        'sessions',
        'logged-out',
        `${said(step)}, though nothing had ended ${known.id}`,
        known.login,
        step,
      ),
    );
}

function twoChildren({ id, refreshes }: KnownSession) {
  const first = new Map<number, (typeof refreshes)[number]>();
  return refreshes.flatMap((step) => {
    const [generation, child] = [numberOf(step, 'generation'), textOf(step, 'child')];
    if (step.outcome !== 'done' || child === '') return [];
    const before = first.get(generation) ?? step;
    first.set(generation, before);
    if (textOf(before, 'child') === child) return [];
    return [shownBy('sessions', 'two-children', `generation ${generation} of ${id}`, before, step)];
  });
}
