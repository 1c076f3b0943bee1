import { type Finding } from '../history/finding';
import { type Heard, type StormHistory } from '../history/storm-history';
import { foundOf, grouped, heardOf, numberOf, seenAt, textOf } from './read-history';
import { staysOf } from './stays';

/** What has a version, in the order of its conversation. */
const lasting = [
  ...['message.created', 'message.updated', 'message.deleted', 'conversation.updated'],
  ...['conversation.deleted', 'member.added', 'member.removed'],
];

/**
 * What devices heard of conversations: each change once, in order, those who are in it all of it, those who are not
 * nothing. A device is known by `device`, with its user, `steady` where it was there from beginning to end.
 */
export function judgeToldMessages(history: StormHistory): Finding[] {
  const heard = heardOf(history, ...lasting).filter(({ subject }) => subject === 'messages');
  const streams = grouped(heard, (one) => `${one.actor} ${textOf(one, 'conversation')}`);
  return [
    ...[...streams.values()].flatMap(inOrderOnce),
    ...asStored(history, heard),
    ...toldToAll(history, streams),
    ...toldToNoStranger(history, heard),
  ];
}

function inOrderOnce(stream: readonly Heard[]): Finding[] {
  const seen = new Set<number>();
  let last = -1;
  return stream.flatMap((one) => {
    const version = numberOf(one, 'version');
    const what = `${one.event} of ${textOf(one, 'conversation').slice(-6)} at ${version} to ${one.actor}`;
    const isTwice = seen.has(version);
    const isBehind = version < last;
    seen.add(version);
    last = Math.max(last, version);
    if (isTwice) return [seenAt('messages', 'told-twice', what, one.at)];
    return isBehind ? [seenAt('messages', 'told-disordered', `${what}, after ${last}`, one.at)] : [];
  });
}

const createdOf = (heard: readonly Heard[]): Heard[] =>
  heard.filter(({ event }) => event === 'message.created');

/** Of conversations that were read at the end. */
function asStored(history: StormHistory, heard: readonly Heard[]): Finding[] {
  const stored = new Map(foundOf(history, 'message').map((one) => [textOf(one, 'id'), one]));
  const read = new Set(foundOf(history, 'conversation').map((one) => textOf(one, 'conversation')));
  return createdOf(heard).flatMap((one) => {
    const found = stored.get(textOf(one, 'id'));
    if (!read.has(textOf(one, 'conversation'))) return [];
    if (found && numberOf(found, 'seq') === numberOf(one, 'seq')) return [];
    return [
      seenAt('messages', 'told-not-stored', `#${numberOf(one, 'seq')}, as told to ${one.actor}`, one.at),
    ];
  });
}

/** Steady devices of those who were in the conversation all the time: `member` as found says who. */
function toldToAll(history: StormHistory, streams: ReadonlyMap<string, readonly Heard[]>): Finding[] {
  const messages = grouped(foundOf(history, 'message'), (one) => textOf(one, 'conversation'));
  const devices = grouped(foundOf(history, 'device'), (one) => textOf(one, 'user'));
  return foundOf(history, 'member').flatMap((member) => {
    const conversation = textOf(member, 'conversation');
    return (devices.get(textOf(member, 'user')) ?? []).flatMap(({ actor }) => {
      const told = new Set(
        createdOf(streams.get(`${actor} ${conversation}`) ?? []).map((one) => textOf(one, 'id')),
      );
      return (messages.get(conversation) ?? [])
        .filter((one) => !told.has(textOf(one, 'id')))
        .map((one) =>
          seenAt(
            'messages',
            'not-told',
            `${conversation.slice(-6)}#${numberOf(one, 'seq')} to ${actor}`,
            one.at,
          ),
        );
    });
  });
}

function toldToNoStranger(history: StormHistory, heard: readonly Heard[]): Finding[] {
  const stays = staysOf(history, heard);
  return heard.flatMap((one) => {
    const version = numberOf(one, 'version');
    const place = stays.get(`${textOf(one, 'conversation')} ${textOf(one, 'user')}`) ?? [];
    if (place.some(({ from, until }) => from <= version && version <= until)) return [];
    const what = `${one.event} of ${textOf(one, 'conversation').slice(-6)} at ${version} to ${one.actor}`;
    return [seenAt('messages', 'told-to-stranger', what, one.at)];
  });
}
