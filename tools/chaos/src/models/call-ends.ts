import { type Finding } from '../history/finding';
import { type Found, type StormHistory } from '../history/storm-history';
import { foundOf, grouped, type NumberedStep, seenAt, shownBy, stepsOf, textOf } from './read-history';
import { Weather } from './weather';

const open = ['ringing', 'active'];
/** What was said and done for certain, and in which end that is. */
const lawfulEnds: Readonly<Record<string, string>> = {
  accept: 'ended',
  decline: 'declined',
  cancel: 'cancelled',
  end: 'ended',
};
const faultOf: Readonly<Record<string, string>> = {
  accept: 'answer-lost',
  decline: 'decline-lost',
  cancel: 'cancel-lost',
  end: 'end-lost',
};
/** A lease of 15 s, 20 s to come back, and what a client needs. */
const lostWithinMs = 60_000;
/** Half of the 20 s in which a client comes back that tries again every three. */
const losesAfterMs = 10_000;

/** Calls as both found them when all was well again. */
export function judgeCallEnds(history: StormHistory): Finding[] {
  const ends = grouped(foundOf(history, 'call'), (one) => textOf(one, 'call'));
  const steps = stepsOf(history, 'initiate', ...Object.keys(lawfulEnds)).filter(
    ({ outcome }) => outcome === 'done',
  );
  return [
    ...[...grouped(steps, (step) => textOf(step, 'call'))].flatMap(([call, own]) =>
      keptAndHeeded(own, ends.get(call) ?? []),
    ),
    ...[...ends.values()].flatMap((seen) => [...over(seen), ...agreed(seen), ...dropped(history, seen)]),
  ];
}

function keptAndHeeded(steps: readonly NumberedStep[], seen: readonly Found[]): Finding[] {
  const [first] = steps;
  const there = seen.find((one) => one.facts['state'] !== null);
  const name = textOf(first as NumberedStep, 'call').slice(-6);
  if (!there) return [shownBy('calls', 'call-lost', `${name} is nowhere at the end`, ...steps)];
  return steps.flatMap((step) => {
    const lawful = lawfulEndOf(step, steps);
    const state = textOf(there, 'state');
    if (lawful === undefined || lawful === state || open.includes(state)) return [];
    return [
      shownBy(
        'calls',
        faultOf[step.what] ?? step.what,
        `${step.what} by ${step.actor}, and ${name} is ${state}`,
        step,
      ),
    ];
  });
}

/** To end what only rings is to cancel it for who called, to decline it for who is called; which it was, the answer says. */
function lawfulEndOf(step: NumberedStep, steps: readonly NumberedStep[]): string | undefined {
  const user = textOf(step, 'user');
  const isCaller = steps.some((other) => other.what === 'initiate' && textOf(other, 'user') === user);
  const unanswered = isCaller ? 'cancelled' : 'declined';
  const isUnanswered = step.what === 'end' && textOf(step, 'state') === unanswered;
  return isUnanswered ? unanswered : lawfulEnds[step.what];
}

function over(seen: readonly Found[]): Finding[] {
  return seen
    .filter((one) => open.includes(textOf(one, 'state')))
    .map((one) =>
      seenAt(
        'calls',
        'call-unended',
        `${textOf(one, 'call').slice(-6)} is ${textOf(one, 'state')} to ${one.actor}`,
        one.at,
      ),
    );
}

function agreed(seen: readonly Found[]): Finding[] {
  const told = new Set(
    seen.map((one) => `${textOf(one, 'state')} ${textOf(one, 'reason')} at ${textOf(one, 'version')}`),
  );
  if (told.size < 2) return [];
  const what = `${textOf(seen[0] as Found, 'call').slice(-6)}: ${[...told].join(', ')}`;
  return [seenAt('calls', 'call-disagreed', what, seen[0]?.at ?? 0)];
}

/** Only faults of video or of the way to it, that last, lose a connection for so long that the call ends by it; Redis does not. */
function dropped(history: StormHistory, seen: readonly Found[]): Finding[] {
  const [one] = seen;
  if (!one || !['connection_lost', 'caller_lost'].includes(textOf(one, 'reason'))) return [];
  const at = Number(one.facts['endedAt'] ?? NaN);
  if (new Weather(history).struckMs(at - lostWithinMs, at, 'video', 'gateway') >= losesAfterMs) return [];
  return [seenAt('calls', 'call-dropped', `${textOf(one, 'call').slice(-6)}: ${textOf(one, 'reason')}`, at)];
}
