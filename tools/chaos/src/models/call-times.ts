import { type Finding } from '../history/finding';
import { type Found, type StormHistory } from '../history/storm-history';
import { foundOf, grouped, numberOf, type NumberedStep, seenAt, stepsOf, textOf } from './read-history';

/** So long a call rings before it is missed (docs/video/design.md). */
const ringsForMs = 45_000;
/** The record's clock and the people's are one machine's, read at other moments. */
const clocksMs = 1_000;
/** Whoever ends what has rung for long enough may be away, and the record with it, several times in a row. */
const endsWithinMs = 45_000;
const answers = ['accept', 'join'];

/** What ends by itself ends when it is due: a call that nobody answered rings neither for less nor for ever. */
export function judgeCallTimes(history: StormHistory): Finding[] {
  const steps = grouped(stepsOf(history, 'initiate', ...answers), (step) => textOf(step, 'call'));
  const ends = new Map(foundOf(history, 'call').map((one) => [textOf(one, 'call'), one]));
  return [...ends].flatMap(([call, end]) => {
    const own = steps.get(call) ?? [];
    const first = own.find(({ what, outcome }) => what === 'initiate' && outcome === 'done');
    return first ? [...missedEarly(first, end), ...rangOn(first, own, end)] : [];
  });
}

const endedAt = (end: Found): number => (end.facts['endedAt'] === null ? NaN : numberOf(end, 'endedAt'));
const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

function missedEarly(first: NumberedStep, end: Found): Finding[] {
  const rang = endedAt(end) - first.begun;
  if (textOf(end, 'state') !== 'missed' || !(rang < ringsForMs - clocksMs)) return [];
  const what = `${textOf(end, 'call').slice(-6)} was missed after ${inSeconds(rang)}`;
  return [seenAt('calls', 'missed-early', what, endedAt(end), first)];
}

/** Nobody can say how long it rang where it may have been answered. */
function rangOn(first: NumberedStep, own: readonly NumberedStep[], end: Found): Finding[] {
  const rang = endedAt(end) - first.ended;
  const mayBeAnswered = own.some(({ what, outcome }) => answers.includes(what) && outcome !== 'refused');
  if (mayBeAnswered || !(rang > ringsForMs + endsWithinMs)) return [];
  const what = `${textOf(end, 'call').slice(-6)} rang for ${inSeconds(rang)}, and is ${textOf(end, 'state')}`;
  return [seenAt('calls', 'rang-on', what, endedAt(end), first)];
}
