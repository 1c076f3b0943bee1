import { type Model } from './model';
import { grouped, numberOf, type NumberedStep, shownBy, stepsOf, textOf } from './read-history';

/** The bar: so much of what is due, over outage, wipe and recovery, at all gateways together. */
const bar = 1.1;
/** Where nothing is admitted nothing can be too much; shares of instances that are gone, and outages of others, cost some of it. */
const least = { part: 0.25, due: 20 } as const;

/**
 * In no stretch of time is more admitted than its part of the limit and the burst, and whoever asks for far more than is
 * due gets a good part of what is. From the word `ask-limited`.
 */
export const limitsModel: Model = {
  subject: 'limits',
  judge: (history) =>
    [...grouped(stepsOf(history, 'ask-limited'), (step) => textOf(step, 'key'))].flatMap(([key, steps]) => [
      ...overAdmitted(key, steps),
      ...underAdmitted(key, steps),
    ]),
};

/** Those that came through the gateway, whatever was said behind it. */
const isAdmitted = ({ status }: NumberedStep): boolean => status === 200 || status === 404;

function underAdmitted(key: string, steps: readonly NumberedStep[]) {
  const answered = steps.filter(({ outcome }) => outcome !== 'unknown');
  const [first, last] = [answered[0], answered.at(-1)];
  if (!first || !last) return [];
  const due = (numberOf(first, 'perSecond') * (last.ended - first.begun)) / 1_000;
  const admitted = answered.filter(isAdmitted).length;
  if (due < least.due || answered.length < 2 * due || admitted >= least.part * due) return [];
  const what = `${key}: ${admitted} of ${answered.length}, where ${due.toFixed(0)} were due`;
  return [shownBy('limits', 'over-refused', what, last)];
}

/** The worst stretch, found in one go: what was admitted in it, less what was due. */
function overAdmitted(key: string, steps: readonly NumberedStep[]) {
  const admitted = steps.filter(isAdmitted).sort((one, other) => one.ended - other.ended);
  const [first] = admitted;
  if (!first) return [];
  const [rate, burst] = [bar * numberOf(first, 'perSecond'), bar * numberOf(first, 'burst')];
  const since = earliestFrom(admitted);
  let [start, worst, from, to] = [0, 0, 0, 0];
  let most = -Infinity;
  for (const [at, { ended }] of admitted.entries()) {
    const credit = (rate * (since[at] as number)) / 1_000 - at;
    if (credit > most) [most, start] = [credit, at];
    const over = at + 1 - (rate * ended) / 1_000 + most;
    if (over > worst) [worst, from, to] = [over, start, at];
  }
  if (worst <= burst + 1) return [];
  const stretch = admitted.slice(from, to + 1);
  const seconds = ((admitted[to] as NumberedStep).ended - (since[from] as number)) / 1_000;
  const what = `${key}: ${stretch.length} in ${seconds.toFixed(1)} s, where ${(burst + rate * seconds).toFixed(1)} is the bar`;
  return [shownBy('limits', 'over-admitted', what, ...stretch)];
}

/** When the earliest of each and all that ended after it was begun: it may have been admitted by then. */
function earliestFrom(steps: readonly NumberedStep[]): number[] {
  let earliest = Infinity;
  return steps
    .map((_, at) => {
      earliest = Math.min(earliest, (steps[steps.length - 1 - at] as NumberedStep).begun);
      return earliest;
    })
    .reverse();
}
