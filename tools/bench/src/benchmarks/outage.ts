import { type Bar, type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread } from '../figures/rounds';
import { type Fault, goThroughOutage, type OutagePlan } from '../outage/go-through-outage';
import { type OutageVerdict } from '../outage/judge-outage';
import { type OutageSubjectName, outageSubjectNames } from '../outage/outage-subject-names';
import { barrier } from '../outage/barrier';

type Verdicts = Record<OutageSubjectName, OutageVerdict[]>;
type Aspect = {
  name: string;
  of: keyof OutageVerdict;
  unit: Figure['unit'];
  bar?: Partial<Record<Fault, number>>;
};

/** The deadline of a command, by default, and what it may take to act on it. */
const deadlineMs = 100;
const both = (value: number) => ({ SIGKILL: value, SIGSTOP: value });

const aspects: readonly Aspect[] = [
  {
    name: 'first right answer',
    of: 'firstRightMs',
    unit: 'ms',
    bar: { SIGKILL: 50, SIGSTOP: deadlineMs + 50 },
  },
  { name: 'p50 of the calls after it', of: 'p50Ms', unit: 'ms' },
  { name: 'p99 of the calls after it', of: 'p99Ms', unit: 'ms', bar: both(5) },
  { name: 'hung', of: 'hung', unit: 'count', bar: both(0) },
  { name: 'failed', of: 'failed', unit: 'count', bar: both(0) },
  { name: 'wrong', of: 'wrong', unit: 'count', bar: both(0) },
  { name: 'uncaught errors', of: 'uncaught', unit: 'count', bar: both(0) },
  { name: 'normal again', of: 'normalMs', unit: 'ms', bar: both(300) },
];

/** All subjects at once, each with a Redis of its own: the outages would take six times as long one by one. */
async function goThroughAll(plan: OutagePlan): Promise<Record<OutageSubjectName, OutageVerdict>> {
  const together = barrier(outageSubjectNames.length);
  const verdicts = await Promise.all(
    outageSubjectNames.map(async (name) => [name, await goThroughOutage(name, plan, together)] as const),
  );
  return Object.fromEntries(verdicts) as Record<OutageSubjectName, OutageVerdict>;
}

function figuresOf(fault: Fault, verdicts: Verdicts): Figure[] {
  const [ours, ...peers] = outageSubjectNames;
  return aspects.map(({ name, of, unit, bar }): Figure => {
    const values = (subject: OutageSubjectName) => verdicts[subject].map((verdict) => verdict[of]);
    const most = bar?.[fault];
    const limit: Bar | null = most === undefined ? null : { kind: 'at-most', value: most, unit };
    return {
      name: `${fault}: ${name}`,
      unit,
      ours: median(values(ours)),
      ...(unit === 'ms' && { spread: spread(values(ours)) }),
      peers: Object.fromEntries(peers.map((peer) => [peer, median(values(peer))])),
      ratios: false,
      bar: limit,
    };
  });
}

async function run({ quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const [rounds, awayMs, watchMs] = quick ? [1, 1_500, 1_500] : [3, 6_000, 3_000];
  const figures: Figure[] = [];
  for (const fault of ['SIGKILL', 'SIGSTOP'] as const) {
    const verdicts = Object.fromEntries(outageSubjectNames.map((name) => [name, []])) as unknown as Verdicts;
    for (let round = 1; round <= rounds; round++) {
      progress(`${fault}, round ${round} of ${rounds}: away for ${awayMs / 1_000} s`);
      const all = await goThroughAll({ fault, awayMs, watchMs });
      for (const name of outageSubjectNames) verdicts[name].push(all[name]);
    }
    figures.push(...figuresOf(fault, verdicts));
  }
  return figures;
}

/** What callers live through while Redis is away. */
export const outage: Benchmark = {
  name: 'outage',
  what: '200 calls a second while Redis is killed, or frozen, for 6 s, and comes back',
  peer: 'libraries as their docs connect them to Redis, each in a process of its own',
  run,
};
