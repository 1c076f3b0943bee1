import { type Finding } from '../history/finding';
import { type Found, type Heard, type StormHistory } from '../history/storm-history';
import { foundOf, grouped, heardOf, numberOf, seenAt, stepsOf, textOf } from './read-history';

const ofMessages = ['message.created', 'message.updated', 'message.deleted'];
/** What was fetched by its number, or begun anew, is the application's to load. */
const ofLoading = ['refilled', 'fresh_start'];
/** What happened last may still be on its way when nobody looks any more. */
const toldWithinMs = 5_000;

/** What was last heard of a message: by one device, or by any. */
type Last = ReadonlyMap<string, Heard>;

/**
 * Who is in a conversation from beginning to end knows each message as it is in the end: its last change was told to each
 * of her devices, and says what is there.
 */
export function judgeToldChanges(history: StormHistory): Finding[] {
  const heard = heardOf(history, ...ofMessages);
  const [own, byAll] = [lastOf(heard, ownKey), lastOf(heard, (one) => textOf(one, 'id'))];
  const messages = grouped(foundOf(history, 'message'), (one) => textOf(one, 'conversation'));
  const devices = grouped(foundOf(history, 'device'), (one) => textOf(one, 'user'));
  const [loading, late] = [loadingDevices(history), changedAtLast(history, heard)];
  return foundOf(history, 'member').flatMap((member) =>
    (devices.get(textOf(member, 'user')) ?? [])
      .filter(({ actor }) => !loading.has(actor))
      .flatMap(({ actor }) =>
        (messages.get(textOf(member, 'conversation')) ?? [])
          .filter((message) => !late.has(textOf(message, 'id')))
          .flatMap((message) => judgeOne(actor, message, own, byAll)),
      ),
  );
}

const ownKey = (one: Heard): string => `${one.actor} ${textOf(one, 'id')}`;

function lastOf(heard: readonly Heard[], keyOf: (one: Heard) => string): Last {
  const last = new Map<string, Heard>();
  for (const one of heard) {
    const before = last.get(keyOf(one));
    if (!before || numberOf(before, 'version') < numberOf(one, 'version')) last.set(keyOf(one), one);
  }
  return last;
}

function judgeOne(actor: string, message: Found, own: Last, byAll: Last): Finding[] {
  const [told, last] = [own.get(`${actor} ${textOf(message, 'id')}`), byAll.get(textOf(message, 'id'))];
  if (!told || !last) return []; // That she was told nothing of it is found already.
  const name = `${textOf(message, 'conversation').slice(-6)}#${numberOf(message, 'seq')}`;
  const [version, newest] = [numberOf(told, 'version'), numberOf(last, 'version')];
  if (version < newest)
    return [
      seenAt('messages', 'change-untold', `${last.event} of ${name} at ${newest} to ${actor}`, last.at),
    ];
  return isAs(told, message)
    ? []
    : [seenAt('messages', 'told-otherwise', `${name} is not as ${actor} was told at ${version}`, told.at)];
}

/** Of histories that say what was told. */
function isAs(told: Heard, message: Found): boolean {
  if (told.facts['body'] === undefined) return true;
  const isDeleted = message.facts['deleted'] === true;
  if ((told.facts['deleted'] === true) !== isDeleted) return false;
  return isDeleted || textOf(told, 'body') === textOf(message, 'body');
}

/** By what was asked, or heard by anybody. */
function changedAtLast(history: StormHistory, heard: readonly Heard[]): ReadonlySet<string> {
  const since = history.ended - toldWithinMs;
  const asked = stepsOf(history, 'edit', 'delete').filter(({ ended }) => ended > since);
  const told = heard.filter(({ at }) => at > since);
  return new Set([...asked.map((step) => textOf(step, 'message')), ...told.map((one) => textOf(one, 'id'))]);
}

function loadingDevices(history: StormHistory): ReadonlySet<string> {
  return new Set(
    heardOf(history, ...ofLoading)
      .filter((one) => textOf(one, 'reason') !== 'first')
      .map(({ actor }) => actor),
  );
}
