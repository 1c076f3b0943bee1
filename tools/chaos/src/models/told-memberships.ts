import { type Finding } from '../history/finding';
import { type Heard, type StormHistory } from '../history/storm-history';
import {
  foundOf,
  grouped,
  heardOf,
  numberOf,
  type NumberedStep,
  seenAt,
  shownBy,
  stepsOf,
  textOf,
} from './read-history';

const eventOf: Readonly<Record<string, string>> = { add: 'member.added', remove: 'member.removed' };
/** What happened last may still be on its way to somebody when nobody looks any more. */
const toldWithinMs = 5_000;

/**
 * Who was removed from a conversation is out of it, and learns it herself; who was added is in it. From the words `add`
 * and `remove`, what any device heard of it, and what those of whoever went heard.
 */
export function judgeToldMemberships(history: StormHistory): Finding[] {
  const heard = heardOf(history, ...Object.values(eventOf));
  const moves = grouped(heard, (one) => moveOf(one.event, one));
  return [...neverHappened(history, moves), ...notToldHerself(history, moves)];
}

type Moves = ReadonlyMap<string, readonly Heard[]>;

const moveOf = (event: string, one: Parameters<typeof textOf>[0]): string =>
  `${event} ${textOf(one, 'conversation')} ${textOf(one, 'about')}`;
const versionsOf = (heard: readonly Heard[]): Set<number> =>
  new Set(heard.map((one) => numberOf(one, 'version')));

/** Each that was answered with a yes is a change of its own, but where the one before it may have been the same. */
function neverHappened(history: StormHistory, moves: Moves): Finding[] {
  const about = (step: NumberedStep): string => `${textOf(step, 'conversation')} ${textOf(step, 'about')}`;
  const certain = [...grouped(stepsOf(history, ...Object.keys(eventOf)), about).values()].flatMap((own) =>
    own.filter(
      (step, at) =>
        step.outcome === 'done' && !(own[at - 1]?.outcome === 'unknown' && own[at - 1]?.what === step.what),
    ),
  );
  return [...grouped(certain, (step) => moveOf(eventOf[step.what] ?? '', step))].flatMap(([move, steps]) => {
    const told = versionsOf(moves.get(move) ?? []).size;
    if (told >= steps.length) return [];
    const what = `${steps.length} times "${steps[0]?.what}" was done, and ${told} of it were told to anybody`;
    return [shownBy('messages', 'membership-lost', what, ...steps)];
  });
}

/** By each of her devices: nothing else tells her that she is out. Who began anew was shown where she is. */
function notToldHerself(history: StormHistory, moves: Moves): Finding[] {
  const devices = grouped(foundOf(history, 'device'), (one) => textOf(one, 'user'));
  const beganAnew = new Set(
    heardOf(history, 'fresh_start')
      .filter((one) => textOf(one, 'reason') !== 'first')
      .map(({ actor }) => actor),
  );
  const removed = [...moves].filter(([, [one]]) => one?.event === eventOf['remove']);
  return removed.flatMap(([, heard]) =>
    (devices.get(textOf(heard[0] as Heard, 'about')) ?? [])
      .filter(({ actor }) => !beganAnew.has(actor))
      .flatMap(({ actor }) => untoldOf(actor, heard, history.ended)),
  );
}

function untoldOf(actor: string, heard: readonly Heard[], ended: number): Finding[] {
  const own = versionsOf(heard.filter((one) => one.actor === actor));
  const others = grouped(heard, (one) => `${numberOf(one, 'version')}`);
  return [...others.values()].flatMap(([one]) => {
    if (!one || own.has(numberOf(one, 'version')) || one.at > ended - toldWithinMs) return [];
    const what = `${actor} was removed from ${textOf(one, 'conversation').slice(-6)} at ${numberOf(one, 'version')}, and never told`;
    return [seenAt('messages', 'removal-untold', what, one.at)];
  });
}
