import { type Finding } from '../history/finding';
import { type Found, type Heard, type StormHistory } from '../history/storm-history';
import {
  foundOf,
  grouped,
  heardOf,
  type NumberedStep,
  seenAt,
  shownBy,
  stepsOf,
  textOf,
} from './read-history';
import { Weather } from './weather';

/** Nobody waits longer for a phone to ring. */
const ringsWithinMs = 7_500;
/** A socket that a fault has torn is there again. */
const recoversMs = 20_000;
const acts = ['initiate', 'accept', 'decline', 'cancel', 'leave', 'end'];

/** One call, with who is in its conversation, what was asked about it, and what was told of it. */
interface ToldCall {
  readonly first: NumberedStep;
  readonly others: readonly NumberedStep[];
  readonly members: readonly string[];
  readonly told: readonly Heard[];
}

/**
 * Who is called hears of it, on each of her devices, and nobody else does. Of conversations that were founded (`found`),
 * by the calls begun in them (`initiate`) and `call.changed` as heard by each `device` as found.
 */
export function judgeCallTellings(history: StormHistory): Finding[] {
  const weather = new Weather(history);
  const devices = foundOf(history, 'device');
  return toldCalls(history).flatMap((call) => [
    ...strangersOf(call),
    ...(rangInQuiet(call, weather) ? deafOf(call, devices) : []),
  ]);
}

function toldCalls(history: StormHistory): ToldCall[] {
  const places = new Map(
    stepsOf(history, 'found').map((step) => [
      textOf(step, 'conversation'),
      textOf(step, 'members').split(' '),
    ]),
  );
  const steps = grouped(stepsOf(history, ...acts), (step) => textOf(step, 'call'));
  const told = grouped(heardOf(history, 'call.changed'), (one) => textOf(one, 'call'));
  return [...steps].flatMap(([call, own]) => {
    const first = own.find(({ what, outcome }) => what === 'initiate' && outcome === 'done');
    if (!first) return [];
    const others = own.filter((step) => step !== first);
    const members = places.get(textOf(first, 'conversation'));
    return members ? [{ first, others, members, told: told.get(call) ?? [] }] : [];
  });
}

const nameOf = ({ first }: ToldCall): string => textOf(first, 'call').slice(-6);

function strangersOf(call: ToldCall): Finding[] {
  return call.told
    .filter((one) => !call.members.includes(textOf(one, 'user')))
    .map((one) => {
      const what = `${nameOf(call)} is ${textOf(one, 'state')} to ${one.actor}, who is not in its conversation`;
      return seenAt('calls', 'call-told-to-stranger', what, one.at, call.first);
    });
}

/** Nobody touched it for as long as anybody waits, and nothing but Redis was struck: that keeps no phone from ringing. */
function rangInQuiet({ first, others }: ToldCall, weather: Weather): boolean {
  const until = first.ended + ringsWithinMs;
  if (textOf(first, 'state') !== 'ringing' || others.some(({ begun }) => begun < until)) return false;
  return !weather.isStruck(first.begun - recoversMs, until, 'video', 'gateway');
}

function deafOf(call: ToldCall, devices: readonly Found[]): Finding[] {
  const { first, members, told } = call;
  const called = members.filter((user) => user !== textOf(first, 'user'));
  const heard = told.filter(({ at }) => at <= first.ended + ringsWithinMs).map(({ actor }) => actor);
  return devices
    .filter((device) => called.includes(textOf(device, 'user')) && !heard.includes(device.actor))
    .map(({ actor }) => shownBy('calls', 'ring-untold', `${nameOf(call)} rang, and not at ${actor}`, first));
}
