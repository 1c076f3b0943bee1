import { networkOf } from '@secureconnect/platform';
import { nearNetworkOf } from './near-network';
import { type KnownBefore, type Sighting } from './sighting';
import { isImpossibleTravel } from './travel';
import { familyOf } from './user-agent-family';

/** What speaks against a sighting, and how much: 0 nothing, 1 certainty. The page on risk explains each. */
export const riskWeights = {
  address: 0.05,
  network: 0.25,
  country: 0.35,
  impossible_travel: 0.55,
  device: 0.35,
  browser: 0.5,
  platform: 0.5,
  time_of_day: 0.1,
  one_failure: 0.1,
  some_failures: 0.2,
  many_failures: 0.35,
} as const;

/** Something that speaks against a sighting. */
export type RiskReason = keyof typeof riskWeights;

/** How likely it is somebody else, 0 to 1, and why. */
export interface Risk {
  readonly score: number;
  readonly reasons: readonly RiskReason[];
}

const habitsFrom = 5;
const hoursApart = 4;

/**
 * Tells from what was known before how much speaks against who is seen now. Pure: the same sightings give the same
 * score, each further reason only ever raises it, and what is not known is no reason.
 */
export function assessRisk(before: KnownBefore | undefined, now: Sighting): Risk {
  const reasons = before
    ? [...whereReasons(before, now), ...withReasons(before, now), ...habitReasons(before, now)]
    : [];
  const unlikely = reasons.reduce((left, reason) => left * (1 - riskWeights[reason]), 1);
  return { score: Math.round((1 - unlikely) * 1_000) / 1_000, reasons };
}

/** The nearest that changed; a farther one says all that a nearer one would. */
function* whereReasons({ last }: KnownBefore, now: Sighting): Generator<RiskReason> {
  if (nearNetworkOf(last.address) !== nearNetworkOf(now.address)) yield 'network';
  else if (networkOf(last.address) !== networkOf(now.address)) yield 'address';
  if (last.place && now.place && last.place.country !== now.place.country) yield 'country';
  if (isImpossibleTravel(last, now)) yield 'impossible_travel';
}

/**
 * Another known device has another look, which says nothing. One that is not known is judged by its look, as one without
 * a name is: nobody looks less suspicious for a name she has invented.
 */
function* withReasons({ last, isKnownDevice }: KnownBefore, now: Sighting): Generator<RiskReason> {
  const isSame = last.device === now.device;
  const isNew = now.device !== undefined && !(isKnownDevice ?? isSame);
  if (!isNew && !isSame && now.device !== undefined) return;
  const [then, seen] = [familyOf(last.userAgent), familyOf(now.userAgent)];
  if (then.browser !== seen.browser) yield 'browser';
  if (then.platform !== seen.platform) yield 'platform';
  if (isNew && then.browser === seen.browser && then.platform === seen.platform) yield 'device';
}

function* habitReasons({ hours = [], failures = 0 }: KnownBefore, now: Sighting): Generator<RiskReason> {
  const hour = new Date(now.at).getUTCHours();
  const apart = (other: number): number => Math.min((24 + hour - other) % 24, (24 + other - hour) % 24);
  if (hours.length >= habitsFrom && hours.every((other) => apart(other) > hoursApart)) yield 'time_of_day';
  if (failures >= 5) yield 'many_failures';
  else if (failures >= 2) yield 'some_failures';
  else if (failures >= 1) yield 'one_failure';
}
