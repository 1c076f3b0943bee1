import { type Bounds, type Device, type History, type Told, type ToldMessage } from './history.contract';
import { KnownConversation } from './stays.contract';

/** What may not hold, by the name under which a finding says so. */
export type Fault =
  | 'lost'
  | 'doubled'
  | 'disordered'
  | 'altered'
  | 'refused'
  | 'number twice'
  | 'number missing'
  | 'told to no member'
  | 'told after the end'
  | 'cut';

/** Where in a history something does not hold. */
export interface Place {
  readonly conversation: string;
  readonly version?: number;
  readonly seq?: number;
  readonly device?: string;
}

/** One thing that does not hold. */
export interface Finding {
  readonly fault: Fault;
  readonly what: string;
  readonly place?: Place;
}

type Rule = (history: History, known: ReadonlyMap<string, KnownConversation>, bounds: Bounds) => Finding[];
type Created = Told & { readonly message: ToldMessage };

const createdOf = (device: Device, conversation?: string): Created[] =>
  device.told.filter(
    (told): told is Created =>
      told.event === 'message.created' &&
      told.message !== undefined &&
      (conversation === undefined || told.conversation === conversation),
  );
const finding = (fault: Fault, what: string, place?: Place): Finding => ({
  fault,
  what,
  ...(place && { place }),
});
const never = { asked: Infinity, answered: Infinity };
const conversationsOf = ({ founders }: History): string[] => Object.keys(founders);
const short = (id: string): string => id.slice(-6);
const number = (conversation: string, seq: number): string => `${short(conversation)}#${seq}`;

/** Whose session was ended is owed nothing: what was under way may have met a closed door. */
const acknowledgedIsTold: Rule = ({ sent, devices }, known) => {
  const has = new Map(devices.map((one) => [one, new Set(createdOf(one).map(({ message }) => message.id))]));
  return sent.flatMap((each) => {
    if (!each.acknowledged) return [];
    const { id, seq } = each.acknowledged;
    const version = known.get(each.conversation)?.versionOf(id);
    const place = { conversation: each.conversation, seq, ...(version !== undefined && { version }) };
    const what = number(each.conversation, seq);
    if (version === undefined) return [finding('lost', `${what} was acknowledged and told to nobody`, place)];
    return devices
      .filter((device) => device.end === undefined)
      .filter(({ user }) => known.get(each.conversation)?.isFor(user, version))
      .filter((device) => !has.get(device)?.has(id))
      .map((device) =>
        finding('lost', `${what} was not told to ${device.name}`, { ...place, device: device.name }),
      );
  });
};

const eachOnce: Rule = ({ devices }) =>
  devices.flatMap((device) => {
    const seen = new Set<string>();
    return device.told.flatMap(({ event, conversation, version }) => {
      if (version === undefined) return [];
      const change = `${conversation} ${version}`;
      const isFirst = !seen.has(change);
      seen.add(change);
      if (isFirst) return [];
      const place = { conversation, version, device: device.name };
      return [
        finding('doubled', `${event} of ${short(conversation)} at ${version}, to ${device.name}`, place),
      ];
    });
  });

/** Whoever was removed meanwhile may be told that there is no such conversation; nobody is told anything else. */
const membersAreHeard: Rule = ({ sent, removals }) =>
  sent.flatMap(({ conversation, sender, refused }) => {
    const wasRemoved = removals.some((one) => one.conversation === conversation && one.user === sender);
    if (refused === undefined || (wasRemoved && refused === 'conversation_unknown')) return [];
    return [finding('refused', `${refused} in ${short(conversation)}`)];
  });

/** Doubles are another rule's. */
const inOrder: Rule = (history) =>
  history.devices.flatMap((device) =>
    conversationsOf(history).flatMap((conversation) => {
      let [last, lastSeq] = [-1, -1];
      return device.told.flatMap((told) => {
        if (told.conversation !== conversation || told.version === undefined) return [];
        const seq = told.event === 'message.created' ? (told.message?.seq ?? lastSeq) : lastSeq;
        const isBehind = told.version < last || seq < lastSeq;
        const before = last;
        [last, lastSeq] = [Math.max(last, told.version), Math.max(lastSeq, seq)];
        if (!isBehind) return [];
        return [
          finding(
            'disordered',
            `${told.event} of ${short(conversation)} at ${told.version} after ${before}, to ${device.name}`,
            { conversation, version: told.version, device: device.name },
          ),
        ];
      });
    }),
  );

const asItWasSaid: Rule = ({ sent, devices }) => {
  const said = new Map(sent.map((each) => [`${each.conversation} ${each.sender} ${each.clientMsgId}`, each]));
  return devices.flatMap((device) =>
    createdOf(device).flatMap(({ conversation, message: { id, seq, sender, clientMsgId, body } }) => {
      const origin = said.get(`${conversation} ${sender} ${clientMsgId}`);
      const answer = origin?.acknowledged;
      const isSo = origin?.body === body && (!answer || (answer.id === id && answer.seq === seq));
      return isSo ? [] : [finding('altered', `${number(conversation, seq)} as told to ${device.name}`)];
    }),
  );
};

/** From 1 on each number is one message, by what was answered and by what was told. */
const numbersHaveNoGap: Rule = (history) =>
  conversationsOf(history).flatMap((conversation) => {
    const told = history.devices.flatMap((device) =>
      createdOf(device, conversation).map(({ message }) => message),
    );
    const answered = history.sent.flatMap((each) =>
      each.conversation === conversation && each.acknowledged ? [each.acknowledged] : [],
    );
    const ids = new Map<number, Set<string>>();
    for (const { seq, id } of [...told, ...answered]) ids.set(seq, (ids.get(seq) ?? new Set()).add(id));
    const last = Math.max(0, ...ids.keys());
    const missing = Array.from({ length: last }, (_, at) => at + 1).filter((seq) => !ids.has(seq));
    const twice = [...ids].filter(([, which]) => which.size > 1).map(([seq]) => seq);
    return [
      ...missing.map((seq) => finding('number missing', number(conversation, seq), { conversation, seq })),
      ...twice.map((seq) => finding('number twice', number(conversation, seq), { conversation, seq })),
    ];
  });

/** Passing news has no number: a second after the answer to a removal is long for it, until she may be back. */
const passesForMs = 1_000;

const strangersHearNothing: Rule = ({ devices, removals }, known) =>
  devices.flatMap((device) =>
    device.told.flatMap(({ conversation, version, event, at }) => {
      const place = known.get(conversation);
      const isLate = removals.some(
        (one) =>
          one.conversation === conversation &&
          one.user === device.user &&
          at > one.at + passesForMs &&
          at < (one.backAt ?? Infinity),
      );
      if (version === undefined ? !isLate : place?.isFor(device.user, version)) return [];
      const what = `${event} of ${short(conversation)} at ${version ?? 'no version'}, to ${device.name}`;
      return [
        finding('told to no member', what, {
          conversation,
          device: device.name,
          ...(version !== undefined && { version }),
        }),
      ];
    }),
  );

const removalsAreTold: Rule = ({ removals }, known) =>
  removals
    .filter(({ conversation, user }) => !known.get(conversation)?.hasLeft(user))
    .map(({ conversation }) =>
      finding('lost', `a removal from ${short(conversation)} was told to nobody`, { conversation }),
    );

const endedHearNothing: Rule = ({ devices }, _known, { cutWithinMs }) =>
  devices.flatMap(({ name, told, end: { answered } = never }) =>
    told
      .filter(({ at }) => at > answered + cutWithinMs)
      .map(({ at, event, conversation, version }) => {
        const place = { conversation, device: name, ...(version !== undefined && { version }) };
        const what = `${event} ${Math.round(at - answered)} ms after it, to ${name}`;
        return finding('told after the end', what, place);
      }),
  );

const nobodyIsCut: Rule = ({ devices }) =>
  devices.flatMap(({ name, cuts, end: { asked } = never }) =>
    cuts.filter(({ at }) => at < asked).map(({ reason }) => finding('cut', `${name}: ${reason}`)),
  );

const rules = [
  ...[acknowledgedIsTold, eachOnce, inOrder, asItWasSaid, membersAreHeard, numbersHaveNoGap],
  ...[removalsAreTold, strangersHearNothing, endedHearNothing, nobodyIsCut],
];

/** All that does not hold in a history. */
export function judgeHistory(history: History, bounds: Bounds): Finding[] {
  const known = new Map(conversationsOf(history).map((id) => [id, new KnownConversation(history, id)]));
  return rules.flatMap((rule) => rule(history, known, bounds));
}
