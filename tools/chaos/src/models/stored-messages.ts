import { type Finding } from '../history/finding';
import { type Found, type StormHistory } from '../history/storm-history';
import {
  foundOf,
  grouped,
  numberOf,
  type NumberedStep,
  said,
  seenAt,
  shownBy,
  stepsOf,
  textOf,
} from './read-history';

const placeOf = (one: Found): string => `${textOf(one, 'conversation')} ${numberOf(one, 'seq')}`;
const originOf = (one: Parameters<typeof textOf>[0]): string =>
  `${textOf(one, 'conversation')} ${textOf(one, 'sender')} ${textOf(one, 'clientMsgId')}`;

/** Sends and receipts against what is there at the end: from the words `send` and `read`, and `message` and `receipt` as found. */
export function judgeStoredMessages(history: StormHistory): Finding[] {
  const stored = foundOf(history, 'message');
  return [
    ...kept(history, stored),
    ...numbered(stored),
    ...once(stored),
    ...inTurn(history, stored),
    ...sentBefore(history, stored),
    ...receipts(history),
  ];
}

/** Of what was read at the end: whose conversations could not be read at all is not judged here, but that is a finding of its own. */
function kept(history: StormHistory, stored: readonly Found[]): Finding[] {
  const byId = new Map(stored.map((one) => [textOf(one, 'id'), one]));
  const read = new Set(foundOf(history, 'conversation').map((one) => textOf(one, 'conversation')));
  return stepsOf(history, 'send').flatMap((step) => {
    if (step.outcome !== 'done') return [];
    const found = byId.get(textOf(step, 'id'));
    const name = `${textOf(step, 'conversation').slice(-6)}#${numberOf(step, 'seq')}`;
    if (!read.has(textOf(step, 'conversation')))
      return [
        shownBy('messages', 'conversation-lost', `nobody could read the conversation of ${name}`, step),
      ];
    if (!found) return [shownBy('messages', 'message-lost', `${name} was acknowledged`, step)];
    const isSame = placeOf(found) === `${textOf(step, 'conversation')} ${numberOf(step, 'seq')}`;
    return isSame ? [] : [shownBy('messages', 'message-moved', `${name} is at ${placeOf(found)}`, step)];
  });
}

/** From 1 on each number is one message. */
function numbered(stored: readonly Found[]): Finding[] {
  return [...grouped(stored, (one) => textOf(one, 'conversation'))].flatMap(([conversation, own]) => {
    const at = own.reduce((latest, one) => Math.max(latest, one.at), 0);
    const bySeq = grouped(own, (one) => `${numberOf(one, 'seq')}`);
    const last = own.reduce((most, one) => Math.max(most, numberOf(one, 'seq')), 0);
    const gaps = Array.from({ length: last }, (_, index) => index + 1).filter((seq) => !bySeq.has(`${seq}`));
    const twice = [...bySeq].filter(([, each]) => each.length > 1);
    const name = conversation.slice(-6);
    return [
      ...gaps.map((seq) => seenAt('messages', 'seq-gap', `${name} has no ${seq}`, at)),
      ...twice.map(([seq]) => seenAt('messages', 'seq-twice', `${name} has ${seq} twice`, at)),
    ];
  });
}

function once(stored: readonly Found[]): Finding[] {
  return [...grouped(stored, originOf).values()]
    .filter((same) => same.length > 1)
    .map((same) => {
      const what = same.map(placeOf).join(' and ');
      return seenAt('messages', 'message-doubled', `${what} were sent as one`, same[0]?.at ?? 0);
    });
}

/** What was sent after the answer to another came later, and what one client sent in turn is in that turn. */
function inTurn(history: StormHistory, stored: readonly Found[]): Finding[] {
  const seqs = new Map(stored.map((one) => [originOf(one), numberOf(one, 'seq')]));
  const sends = stepsOf(history, 'send').filter((step) => seqs.has(originOf(step)));
  const seqOf = (step: NumberedStep): number => seqs.get(originOf(step)) ?? NaN;
  return [...grouped(sends, (step) => textOf(step, 'conversation')).values()].flatMap((own) => {
    const byAnswer = own.filter(({ outcome }) => outcome === 'done');
    const byBeginning = [...own].sort((one, other) => one.begun - other.begun);
    const last = new Map<string, NumberedStep>();
    let [answered, latest]: [number, NumberedStep | undefined] = [0, undefined];
    return byBeginning.flatMap((step) => {
      for (let next = byAnswer[answered]; next && next.ended < step.begun; next = byAnswer[(answered += 1)])
        if (!latest || seqOf(next) > seqOf(latest)) latest = next;
      const before = isByLibrary(step) ? last.get(step.actor) : undefined;
      if (isByLibrary(step)) last.set(step.actor, step);
      return [latest, before]
        .filter((one) => one !== undefined && seqOf(one) > seqOf(step))
        .map((one) => disordered(one as NumberedStep, step, seqOf));
    });
  });
}

/** The client library sends one after the other; who asks by hand does not. */
const isByLibrary = ({ facts }: NumberedStep): boolean => facts['patient'] === true;

const disordered = (before: NumberedStep, step: NumberedStep, seqOf: (one: NumberedStep) => number) => {
  const what = `${step.actor}'s is at ${seqOf(step)}, though ${before.actor} had sent ${seqOf(before)} before`;
  return shownBy('messages', 'sent-disordered', what, before, step);
};

/** Nothing is there that nobody sent, and nothing that was refused for good. */
function sentBefore(history: StormHistory, stored: readonly Found[]): Finding[] {
  const sent = grouped(stepsOf(history, 'send'), originOf);
  return stored.flatMap((one) => {
    const steps = sent.get(originOf(one)) ?? [];
    const [first] = steps;
    if (!first) return [seenAt('messages', 'message-invented', placeOf(one), one.at)];
    if (steps.some(({ outcome }) => outcome !== 'refused')) return [];
    return [shownBy('messages', 'refused-applied', `${said(first)}, and is at ${placeOf(one)}`, ...steps)];
  });
}

/** Whoever is in it from beginning to end keeps hers; of the others' nobody can say whether they are listed. */
function receipts(history: StormHistory): Finding[] {
  const keyOf = (one: Parameters<typeof textOf>[0]): string =>
    `${textOf(one, 'conversation')} ${textOf(one, 'user')}`;
  const listed = foundOf(history, 'receipt');
  const found = new Map(listed.map((one) => [keyOf(one), one]));
  const whole = wholeLists(history, listed);
  const steady = new Set(
    foundOf(history, 'member')
      .filter((one) => whole.has(textOf(one, 'conversation')))
      .map(keyOf),
  );
  return stepsOf(history, 'read').flatMap((step) => {
    const [read, is] = [numberOf(step, 'seq'), numberOf(found.get(keyOf(step)) ?? nothing, 'seq')];
    if (step.outcome !== 'done' || is >= read) return [];
    if (is < read)
      return [
        shownBy('messages', 'receipt-backwards', `${step.actor} had read ${read}, and has ${is}`, step),
      ];
    if (!steady.has(keyOf(step))) return [];
    return [shownBy('messages', 'receipt-lost', `${step.actor} had read ${read}, and has none`, step)];
  });
}

const nothing = { facts: {} };
/** What is listed of a conversation at most. */
const mostListed = 100;

function wholeLists(history: StormHistory, listed: readonly Found[]): Set<string> {
  const sizes = grouped(listed, (one) => textOf(one, 'conversation'));
  return new Set(
    foundOf(history, 'conversation')
      .map((one) => textOf(one, 'conversation'))
      .filter((conversation) => (sizes.get(conversation)?.length ?? 0) < mostListed),
  );
}
