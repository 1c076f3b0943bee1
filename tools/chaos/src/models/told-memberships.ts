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

/**
 * By each of her devices that knew that she was in it: nothing else tells her that she is out. Who began anew was shown
 * where she is; and of a stay that is over before a device has heard of it nothing is owed.
 */
function notToldHerself(history: StormHistory, moves: Moves): Finding[] {
  const devices = grouped(foundOf(history, 'device'), (one) => textOf(one, 'user'));
  const beganAnew = new Set(
    heardOf(history, 'fresh_start')
      .filter((one) => textOf(one, 'reason') !== 'first')
      .map(({ actor }) => actor),
  );
  const stays = grouped([...moves.values()].flat(), (one) => moveOf('', one));
  return [...stays.values()].flatMap((heard) =>
    (devices.get(textOf(heard[0] as Heard, 'about')) ?? [])
      .filter(({ actor }) => !beganAnew.has(actor))
      .flatMap(({ actor }) => untoldOf(actor, heard, history.ended)),
  );
}

function untoldOf(actor: string, heard: readonly Heard[], ended: number): Finding[] {
  const own = heard.filter((one) => one.actor === actor);
  const told = versionsOf(own);
  const removals = heard.filter(({ event, at }) => event === eventOf['remove'] && at <= ended - toldWithinMs);
  return [...grouped(removals, (one) => `${numberOf(one, 'version')}`).values()].flatMap(([one]) => {
    const version = one ? numberOf(one, 'version') : NaN;
    if (!one || told.has(version) || !thoughtIn(own, version)) return [];
    const what = `${actor} was removed from ${textOf(one, 'conversation').slice(-6)} at ${version}, and never told`;
    return [seenAt('messages', 'removal-untold', what, one.at)];
  });
}

/** By the last that was told before; she who was told nothing was there from the beginning. */
function thoughtIn(own: readonly Heard[], version: number): boolean {
  const before = own.filter((one) => numberOf(one, 'version') < version);
  const last = before.reduce<Heard | undefined>(
    (latest, one) => (latest && numberOf(latest, 'version') > numberOf(one, 'version') ? latest : one),
    undefined,
  );
  return last?.event !== eventOf['remove'];
}
