import { type Heard } from '../history/storm-history';
import { type Model } from './model';
import { causesOf, sessionsOf, type KnownSession } from './known-sessions';
import { grouped, heardOf, numberOf, said, seenAt, shownBy, textOf } from './read-history';

/** An access token lives 15 minutes; one that may be over by itself proves nothing. */
const livesMs = 14 * 60_000;

/** Whoever signed in stays so until something ends it, and each refresh token has one child. */
export const sessionsModel: Model = {
  subject: 'sessions',
  judge: (history) => {
    const told = grouped(heardOf(history, 'signed_out'), (one) => textOf(one, 'session'));
    return sessionsOf(history).flatMap((known) => [
      ...loggedOut(known),
      ...toldSo(known, told.get(known.id) ?? []),
      ...twoChildren(known),
    ]);
  },
};

/** What the client library tells whoever is signed in by it. */
function toldSo(known: KnownSession, told: readonly Heard[]) {
  const causes = causesOf(known);
  return told
    .filter(({ at }) => !causes.some(({ begun }) => begun < at))
    .map((one) => {
      const what = `${known.id} was told that it is signed out: ${textOf(one, 'reason')}`;
      return seenAt('sessions', 'logged-out', what, one.at, known.login);
    });
}

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
