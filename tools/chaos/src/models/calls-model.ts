import { type Finding } from '../history/finding';
import { type StormHistory } from '../history/storm-history';
import { type Model } from './model';
import { judgeCallEnds } from './call-ends';
import { judgeCallTellings } from './call-tellings';
import { judgeCallTimes } from './call-times';
import { foundOf, grouped, heardOf, numberOf, said, seenAt, shownBy, stepsOf, textOf } from './read-history';

const afterRinging = ['ringing', 'active', 'declined', 'missed', 'cancelled', 'busy', 'failed'];
const next: Readonly<Record<string, readonly string[]>> = {
  ringing: afterRinging,
  active: ['active', 'ended'],
};

/** A call is in one state at a version, goes one lawful way, rings where it is to ring, and is the same for both at its end. */
export const callsModel: Model = {
  subject: 'calls',
  judge: (history) => [
    ...[...grouped(sightingsOf(history), ({ call }) => call).values()].flatMap(oneWay),
    ...neverBackwards(history),
    ...answeredOnce(history),
    ...judgeCallEnds(history),
    ...judgeCallTimes(history),
    ...judgeCallTellings(history),
  ],
};

/** A call as somebody saw it, by an event, an answer, or a look at the end. */
interface Sighting {
  readonly call: string;
  readonly version: number;
  readonly state: string;
  readonly by: string;
  readonly at: number;
}

function sightingsOf(history: StormHistory): Sighting[] {
  const seen = [
    ...heardOf(history, 'call.changed').map((one) => ({ ...one, by: one.actor })),
    ...foundOf(history, 'call').map((one) => ({ ...one, by: one.actor })),
    ...stepsOf(history, ...callSteps).map((step) => ({ facts: step.facts, by: step.actor, at: step.ended })),
  ];
  return seen
    .filter(({ facts }) => typeof facts['state'] === 'string' && facts['version'] !== undefined)
    .map((one) => ({
      ...{ call: textOf(one, 'call'), version: numberOf(one, 'version'), state: textOf(one, 'state') },
      ...{ by: one.by, at: one.at },
    }));
}

const callSteps = ['initiate', 'accept', 'decline', 'cancel', 'leave', 'end'];

function oneWay(sightings: readonly Sighting[]): Finding[] {
  const sorted = [...sightings].sort((one, other) => one.version - other.version || one.at - other.at);
  return sorted.flatMap((sighting, at) => {
    const before = sorted[at - 1];
    if (!before || before.state === sighting.state) return [];
    const name = sighting.call.slice(-6);
    const what = `${name}: ${before.state} at ${before.version} (${before.by}), ${sighting.state} at ${sighting.version} (${sighting.by})`;
    if (before.version === sighting.version) return [seenAt('calls', 'call-disagreed', what, sighting.at)];
    // Versions that nobody saw may lie between, so ringing may be followed by the end.
    const isLawful = next[before.state]?.includes(sighting.state) ?? false;
    const isSkipped = before.state === 'ringing' && sighting.state === 'ended';
    return isLawful || (isSkipped && sighting.version > before.version + 1)
      ? []
      : [seenAt('calls', 'call-path', what, sighting.at)];
  });
}

/** What a client tells of a call is newer each time. */
function neverBackwards(history: StormHistory): Finding[] {
  const streams = grouped(heardOf(history, 'call.changed'), (one) => `${one.actor} ${textOf(one, 'call')}`);
  return [...streams.values()].flatMap((stream) =>
    stream.flatMap((one, at) => {
      const before = stream[at - 1];
      if (!before || numberOf(before, 'version') < numberOf(one, 'version')) return [];
      const what = `${one.actor} was told ${numberOf(one, 'version')} after ${numberOf(before, 'version')}`;
      return [seenAt('calls', 'call-backwards', what, one.at)];
    }),
  );
}

/** Of the devices of one person one wins; who takes it over joins. */
function answeredOnce(history: StormHistory): Finding[] {
  const accepts = stepsOf(history, 'accept').filter(({ outcome }) => outcome === 'done');
  const byPerson = grouped(accepts, (step) => `${textOf(step, 'call')} ${textOf(step, 'user')}`);
  return [...byPerson.values()].flatMap((steps) => {
    if (new Set(steps.map(({ actor }) => actor)).size < 2) return [];
    return [shownBy('calls', 'answered-twice', steps.map(said).join('; '), ...steps)];
  });
}
