import { type Found, type Heard, type StormHistory } from '../history/storm-history';
import { type Model } from './model';
import { foundOf, grouped, heardOf, seenAt, shownBy, stepsOf, textOf } from './read-history';
import { Weather } from './weather';

/** What an instance says of its devices, every 15 s, holds for 45 s on the others; what a fault did is over by then. */
const settlesMs = 60_000;
/** So long nobody may have said it: half of the 30 s in which it would have run out. */
const silentForMs = 15_000;
/** Her devices are here for so long before it can be news that she is not. */
const standsMs = 10_000;

/**
 * Who shares no conversation hears and is told nothing; nobody is offline who is here, where no faults of chat or of the
 * way to it kept that from being said for long: without Redis she is unknown. From `presence.changed`, `connected` and `disconnected` as heard, `see` as asked, `presence` as found.
 */
export const presenceModel: Model = {
  subject: 'presence',
  judge: (history) => [...leaked(history), ...invented(history), ...lost(history)],
};

function leaked(history: StormHistory) {
  const asked = stepsOf(history, 'see').filter(({ facts }) => facts['shared'] === false);
  const heard = heardOf(history, 'presence.changed').filter(({ facts }) => facts['shared'] === false);
  return [
    ...asked
      .filter((step) => step.outcome === 'done' && step.facts['status'] !== null)
      .map((step) =>
        shownBy('presence', 'presence-leaked', `${step.actor} learnt of ${textOf(step, 'about')}`, step),
      ),
    ...heard.map((one) =>
      seenAt('presence', 'presence-leaked', `${one.actor} was told of ${textOf(one, 'about')}`, one.at),
    ),
  ];
}

function invented(history: StormHistory) {
  const weather = new Weather(history);
  const lines = connectionsOf(history);
  const asked = stepsOf(history, 'see').filter((step) => textOf(step, 'status') === 'offline');
  const told = heardOf(history, 'presence.changed').filter((one) => textOf(one, 'status') === 'offline');
  const standsThere = (about: string, at: number): boolean =>
    (lines.get(about) ?? []).some((line) => line.isUp(at - standsMs, at)) &&
    weather.struckMs(at - settlesMs, at, 'chat', 'gateway') < silentForMs;
  return [
    ...asked
      .filter((step) => standsThere(textOf(step, 'about'), step.begun))
      .map((step) =>
        shownBy('presence', 'offline-invented', `${textOf(step, 'about')}, to ${step.actor}`, step),
      ),
    ...told
      .filter((one) => standsThere(textOf(one, 'about'), one.at))
      .map((one) =>
        seenAt('presence', 'offline-invented', `${textOf(one, 'about')}, to ${one.actor}`, one.at),
      ),
  ];
}

const isHere = (one: Found): boolean => ['online', 'away'].includes(textOf(one, 'status'));

/** When all is well again, everybody who may know says of whoever is connected that she is here, and of nobody who has `left`. */
function lost(history: StormHistory) {
  const found = foundOf(history, 'presence');
  const finding = (fault: string) => (one: Found) =>
    seenAt('presence', fault, `${textOf(one, 'about')} is ${textOf(one, 'status')} to ${one.actor}`, one.at);
  return [
    ...found.filter((one) => one.facts['connected'] === true && !isHere(one)).map(finding('presence-lost')),
    ...found.filter((one) => one.facts['left'] === true && isHere(one)).map(finding('presence-stuck')),
  ];
}

/** When a device was connected, by what its client said of itself. */
class Line {
  constructor(private readonly turns: readonly Heard[]) {}

  isUp(from: number, to: number): boolean {
    const before = this.turns.filter(({ at }) => at <= from).at(-1);
    return before?.event === 'connected' && !this.turns.some(({ at }) => at > from && at <= to);
  }
}

function connectionsOf(history: StormHistory): Map<string, Line[]> {
  const turns = heardOf(history, 'connected', 'disconnected').filter(({ subject }) => subject === 'presence');
  const lines = new Map<string, Line[]>();
  for (const own of grouped(turns, ({ actor }) => actor).values()) {
    const user = textOf(own[0] as Heard, 'user');
    lines.set(user, [...(lines.get(user) ?? []), new Line(own)]);
  }
  return lines;
}
