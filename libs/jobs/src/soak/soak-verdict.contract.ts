import { type Asked } from './soak-producers.contract';
import { type RunLine } from './soak-record.contract';
import { type SoakQueue } from './soak-queues.contract';

/** All that is left of a soak: what was asked, what handlers did, and what the tables hold. */
export interface SoakHistory {
  readonly asked: readonly Asked[];
  readonly lines: readonly RunLine[];
  /** The number of each effect, by queue. */
  readonly effects: Readonly<Record<SoakQueue, readonly number[]>>;
  readonly changes: readonly number[];
  readonly dead: readonly { readonly queue: string; readonly number: number; readonly reason: string }[];
  /** Jobs that never ended. */
  readonly left: number;
}

/** What does not hold, a line each, and what was counted. */
export interface SoakVerdict {
  readonly broken: readonly string[];
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  /** Of those, jobs that ran. */
  readonly unknownRan: number;
  /** Handlers called again for one job. */
  readonly again: number;
  readonly fateUnknown: number;
}

type Rule = (history: SoakHistory) => string[];

const countsOf = (numbers: readonly number[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
};
const begunIn = ({ lines }: SoakHistory, queue: SoakQueue) =>
  lines.flatMap(({ what, queue: of, number }) => (what === 'begin' && of === queue ? [number] : []));
const few = (what: string, numbers: readonly number[]): string[] =>
  numbers.length > 0 ? [`${numbers.length} ${what}: ${numbers.slice(0, 5).join(', ')}`] : [];

const atLeastOnce: readonly SoakQueue[] = ['effect', 'inEnd', 'ordered'];

const effectsOnce: Rule = ({ asked, effects }) =>
  atLeastOnce.flatMap((queue) => {
    const counts = countsOf(effects[queue]);
    const accepted = asked.filter((job) => job.queue === queue && job.outcome === 'accepted');
    const lost = accepted.filter(({ number }) => !counts.has(number)).map(({ number }) => number);
    const twice = [...counts].filter(([, count]) => count > 1).map(([number]) => number);
    return [
      ...few(`accepted jobs of ${queue} without their effect`, lost),
      ...few(`effects of ${queue} twice`, twice),
    ];
  });

const changesWithJobs: Rule = ({ asked, effects, changes }) => {
  const [changed, done] = [new Set(changes), new Set(effects.change)];
  const undone = asked.filter(({ isUndone }) => isUndone).map(({ number }) => number);
  const promised = asked.filter((job) => job.queue === 'change' && job.outcome === 'accepted');
  return [
    ...few(
      'accepted changes that are not there',
      promised.map(({ number }) => number).filter((n) => !changed.has(n)),
    ),
    ...few(
      'changes without their job',
      changes.filter((number) => !done.has(number)),
    ),
    ...few(
      'jobs of a change that is not there',
      effects.change.filter((number) => !changed.has(number)),
    ),
    ...few(
      'jobs of a change that was rolled back',
      undone.filter((number) => done.has(number)),
    ),
  ];
};

const onceAtMost: Rule = (history) => {
  const begun = countsOf(begunIn(history, 'once'));
  const buried = new Set(history.dead.map(({ number }) => number));
  const accepted = history.asked.filter(({ queue, outcome }) => queue === 'once' && outcome === 'accepted');
  const twice = [...begun].filter(([, count]) => count > 1).map(([number]) => number);
  const lost = accepted
    .map(({ number }) => number)
    .filter((number) => !begun.has(number) && !buried.has(number));
  return [...few('at-most-once jobs run twice', twice), ...few('at-most-once jobs nobody knows of', lost)];
};

/** Nothing of the next one of its key begins before the one before it is done. */
const inOrder: Rule = ({ asked, lines }) => {
  const [begins, dones] = [new Map<number, number>(), new Map<number, number>()];
  for (const [at, { what, queue, number }] of lines.entries()) {
    const seen = what === 'begin' ? begins : dones;
    if (queue === 'ordered' && !seen.has(number)) seen.set(number, at);
  }
  const last = new Map<string, number>();
  const early: number[] = [];
  for (const { queue, outcome, number, options } of asked) {
    if (queue !== 'ordered' || outcome !== 'accepted') continue;
    const key = options?.orderKey ?? '';
    const before = last.get(key);
    if (before !== undefined && (begins.get(number) ?? Infinity) < (dones.get(before) ?? Infinity))
      early.push(number);
    last.set(key, number);
  }
  return few('jobs that began before the one before them was done', early);
};

/** A job with a key of its own is asked for again where it was refused, so that it is there in the end. */
const refusedNever: Rule = ({ asked, lines }) => {
  const begun = new Set(lines.map(({ number }) => number));
  const refused = asked.filter(
    (job) => job.outcome === 'refused' && !job.options?.idempotencyKey && job.queue !== 'change',
  );
  return few(
    'refused jobs that ran',
    refused.map(({ number }) => number).filter((number) => begun.has(number)),
  );
};

const noneLeft: Rule = ({ left, dead }) => [
  ...(left > 0 ? [`${left} jobs never ended`] : []),
  ...few(
    'dead letters of queues that run at least once',
    dead.filter(({ queue }) => queue !== 'soak-once').map(({ number }) => number),
  ),
];

const unknownRan = ({ asked, lines }: SoakHistory): number => {
  const begun = new Set(lines.map(({ number }) => number));
  return asked.filter(({ outcome, options, number }) => {
    return outcome === 'unknown' && !options?.idempotencyKey && begun.has(number);
  }).length;
};

/** Holds what happened against what was promised. */
export function judgeSoak(history: SoakHistory): SoakVerdict {
  const { asked, lines, dead } = history;
  const rules = [effectsOnce, changesWithJobs, onceAtMost, inOrder, refusedNever, noneLeft];
  const answered = (outcome: Asked['outcome']) => asked.filter((job) => job.outcome === outcome).length;
  const begins = lines.filter(({ what }) => what === 'begin');
  return {
    broken: rules.flatMap((rule) => rule(history)),
    accepted: answered('accepted'),
    refused: answered('refused'),
    unknown: answered('unknown'),
    unknownRan: unknownRan(history),
    again: begins.length - new Set(begins.map(({ number }) => number)).size,
    fateUnknown: dead.filter(({ reason }) => reason === 'fate_unknown').length,
  };
}
