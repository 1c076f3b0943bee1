import { type StormHistory } from '../history/storm-history';
import { type Model } from './model';
import { endOf, type KnownSession, sessionsOf } from './known-sessions';
import { grouped, numberOf, type NumberedStep, said, seenAt, shownBy } from './read-history';
import { Weather } from './weather';

/** The bar: from the answer of a logout until no instance takes a token of it. What the answers' ways take is in it. */
const holdsWithinMs = 250;
/** Until a socket of it is cut, where it is told at all: a way that is silent may hold up what was said before. */
const cutWithinMs = 1_500;
/** What a client says of itself. */
const ofItself = ['connected', 'disconnected', 'fresh_start', 'refilled', 'signed_out'];
/** Until what a fault held up has arrived, and who was without the record knows of it again. */
const arrivesMs = 8_000;

/** What was ended is ended, at every door, at once and for ever; a refresh token shown twice ends its family. */
export const revocationsModel: Model = {
  subject: 'revocations',
  judge: (history) => [
    ...sessionsOf(history).flatMap((known) => [...accepted(known), ...undone(known), ...reused(known)]),
    ...toldAfterEnd(history),
  ],
};

const isDone = ({ outcome }: NumberedStep): boolean => outcome === 'done';
const late = (step: NumberedStep, since: NumberedStep): string =>
  `${said(step)}, ${Math.round(step.begun - since.ended)} ms after ${since.what} was answered`;

function accepted(known: KnownSession) {
  const end = endOf(known);
  if (!end) return [];
  const uses = known.uses.filter((step) => isDone(step) && step.begun > end.ended + holdsWithinMs);
  const refreshes = known.refreshes.filter((step) => isDone(step) && step.begun > end.ended);
  return [
    ...uses.map((step) => shownBy('revocations', 'revoked-accepted', late(step, end), end, step)),
    ...refreshes.map((step) => shownBy('revocations', 'revoked-refreshed', late(step, end), end, step)),
  ];
}

/** Who was refused for it once is so everywhere, whatever became of the answer to the logout. */
function undone({ uses }: KnownSession) {
  const refused = uses.find(({ code }) => code === 'token_revoked');
  if (!refused) return [];
  return uses
    .filter((step) => isDone(step) && step.begun > refused.ended + holdsWithinMs)
    .map((step) => shownBy('revocations', 'revocation-undone', late(step, refused), refused, step));
}

/** A token is certainly spent twice where its child was used before it was shown again. */
function reused({ refreshes, uses }: KnownSession) {
  return refreshes.flatMap((step) => {
    const generation = numberOf(step, 'generation');
    const later = refreshes.find(
      (other) => isDone(other) && numberOf(other, 'generation') > generation && other.ended < step.begun,
    );
    if (!later) return [];
    if (isDone(step)) return [shownBy('revocations', 'reuse-granted', said(step), later, step)];
    if (step.status !== 401) return [];
    return uses
      .filter((use) => isDone(use) && use.begun > step.ended + holdsWithinMs)
      .map((use) => shownBy('revocations', 'family-lived', late(use, step), step, use));
  });
}

/** Devices bear the names of their sessions. Redis alone holds nothing up and hides no end from anybody. */
function toldAfterEnd(history: StormHistory) {
  const told = grouped(history.heard, ({ actor }) => actor);
  const weather = new Weather(history);
  return sessionsOf(history).flatMap((known) => {
    const end = endOf(known);
    if (!end) return [];
    return (told.get(known.id) ?? [])
      .filter(({ at, event }) => at > end.ended + cutWithinMs && !ofItself.includes(event))
      .filter(({ at }) => !weather.isStruck(end.begun - arrivesMs, at, 'chat', 'video', 'gateway'))
      .map(({ at, event }) =>
        seenAt(
          'revocations',
          'told-after-end',
          `${event} to ${known.id}, ${Math.round(at - end.ended)} ms after its end`,
          at,
          end,
        ),
      );
  });
}
