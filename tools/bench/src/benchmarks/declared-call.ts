import { type Bar, type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { type CallReport, type CallSubjectName, type NsOfRounds } from '../calls/call-report';
import { median, spread } from '../figures/rounds';
import { runToEnd } from '../surroundings/run-to-end';
import { sourceProgram } from '../surroundings/source-program';

const bar: Bar = { kind: 'at-most', value: 0.5, unit: 'us' };
const program = 'calls/call-program.ts';

/**
 * Microseconds over the bare call, from median to median: a difference within a round would flatter whom a busy machine
 * happened to spare.
 */
const overBare = (ns: NsOfRounds, name: CallSubjectName, value = median(ns[name])) =>
  (value - median(ns.bare)) / 1_000;

function figureOf(name: string, ns: NsOfRounds, subject: CallSubjectName, own: Partial<Figure> = {}): Figure {
  return {
    name,
    unit: 'us',
    ours: overBare(ns, subject),
    spread: spread(ns[subject].map((value) => overBare(ns, subject, value))),
    peers: { cockatiel: overBare(ns, 'cockatiel'), opossum: overBare(ns, 'opossum') },
    ...own,
  };
}

/** How long the whole of a call takes, for those who want to know what the rest is over. */
function whole(name: string, ns: NsOfRounds): Figure {
  const of = (one: CallSubjectName) => median(ns[one]) / 1_000;
  const peers = { 'bare call': of('bare'), cockatiel: of('cockatiel'), opossum: of('opossum') };
  return { name, unit: 'us', ours: of('declared'), spread: spread(ns.declared), peers, bar: null };
}

const figuresOf = ({ normal, degraded }: CallReport, place: string, own: Partial<Figure>): Figure[] => [
  figureOf(`normal${place}`, normal, 'declared', own),
  figureOf(`normal${place}, store alone`, normal, 'choked', own),
  figureOf(`degraded${place}`, degraded, 'declared', own),
  figureOf(`degraded${place}, store alone`, degraded, 'choked', own),
];

async function run({ quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const size = quick ? ['2', '40'] : ['9', '240'];
  const measure = async (...place: string[]) => {
    const { args, env } = sourceProgram(program, ...size, ...place);
    const errand = { what: 'The declared calls', args, env };
    return JSON.parse(await runToEnd(errand)) as CallReport;
  };
  progress('calls outside a request');
  const outside = await measure();
  progress('calls within a request');
  const within = await measure('request');
  return [
    ...figuresOf(outside, '', {}),
    // Node 20 pays for every promise once an AsyncLocalStorage is in use, the bare call's included.
    ...figuresOf(within, ', in a request', { bar: null }),
    whole('normal, the whole call', outside.normal),
  ];
}

/** What deadline, breaker and fallback add to a call. */
export const declaredCall: Benchmark = {
  name: 'declared-call',
  what: 'what guards add to the bare call; degraded: until the first line of what serves',
  peer: 'the same four policies of cockatiel, and of opossum, over the same call',
  bar,
  run,
};
