import { type Bar, type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { cacheNames, type CallsOfRounds, type HitReport, type SpeedReport } from '../engine/cache-report';
import { median, spread } from '../figures/rounds';
import { runToEnd } from '../surroundings/run-to-end';
import { sourceProgram } from '../surroundings/source-program';

const bar: Bar = { kind: 'at-least', value: 0.8, unit: 'ratio' };
const ahead: Bar = { kind: 'at-least', value: 1, unit: 'ratio' };
/** On this trace; an LFU without admission stays below it. */
const gain: Bar = { kind: 'at-least', value: 1.2, unit: 'ratio' };
const hardlyDearer: Bar = { kind: 'at-most', value: 1.1, unit: 'ratio' };

/** What a program of the engine's folder writes. */
async function measure<Report>(
  program: string,
  args: readonly number[] | readonly string[],
): Promise<Report> {
  const { args: ofNode, env } = sourceProgram(`engine/${program}.ts`, ...args.map(String));
  const errand = { what: 'The caches', args: ['--expose-gc', ...ofNode], env };
  return JSON.parse(await runToEnd(errand)) as Report;
}

function speedFigure(name: string, calls: CallsOfRounds): Figure {
  const peers = cacheNames.slice(1).map((peer) => [peer, median(calls[peer])]);
  return {
    name,
    unit: '/s',
    ours: median(calls.ours),
    spread: spread(calls.ours),
    peers: Object.fromEntries(peers) as Record<string, number>,
    bar,
  };
}

/** Ours beside the fastest of those that are to be behind. */
function aheadFigure(name: string, calls: CallsOfRounds): Figure {
  const others = cacheNames.slice(2).map((peer): [string, number] => [peer, median(calls[peer])]);
  const [fastest] = others.sort(([, one], [, other]) => other - one);
  const peers = Object.fromEntries(fastest ? [fastest] : []);
  return { name: `${name}, the next`, unit: '/s', ours: median(calls.ours), peers, bar: ahead };
}

async function speed({ quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const entries of [1_000, 100_000])
    for (const policy of ['lru', 'lfu']) {
      const size = `${entries.toLocaleString('en')} entries`;
      progress(`get and set, ${size}, ${policy}`);
      const extent = [...(quick ? [2, 20_000] : [11, 150_000]), entries].map(String);
      const { get, set } = await measure<SpeedReport>('speed-program', [...extent, policy]);
      const named = policy === 'lfu' ? ' by LFU' : '';
      for (const [what, calls] of Object.entries({ get, 'set with TTL': set })) {
        const name = `${what}${named}, ${size}`;
        figures.push(speedFigure(name, calls), ...(named ? [] : [aheadFigure(name, calls)]));
      }
    }
  return figures;
}

async function memory({ quick, progress }: BenchmarkContext): Promise<Figure> {
  const entries = quick ? '50000' : '1000000';
  const of = async (subject: string) => {
    progress(`memory of ${entries} entries: ${subject}`);
    return measure<{ bytes: number; believed: number }>('memory-program', [subject, entries]);
  };
  const { bytes, believed } = await of('ours');
  const peer = await of('lru-cache');
  const peers = { 'lru-cache': Math.round(peer.bytes), 'by our own count': Math.round(believed) };
  const name = 'bytes per entry, 1,000,000 entries';
  return { name, unit: 'count', ours: Math.round(bytes), peers, bar: hardlyDearer };
}

async function hits({ quick, progress }: BenchmarkContext): Promise<Figure> {
  progress('hit ratio');
  const report = await measure<HitReport>('hit-program', [quick ? 50_000 : 1_000_000, 2_000, 100_000]);
  const percent = (part: number) => Math.round(part * 1_000) / 10;
  const peers = { 'lru-cache': percent(report['lru-cache']), 'our LRU': percent(report.lru) };
  return {
    name: 'hits of 100 reads by LFU, Zipf 0.9 with scans',
    unit: 'count',
    ours: percent(report.lfu),
    peers,
    bar: gain,
  };
}

/** What the memory engine costs, and what its LFU gains. */
export const memoryEngine: Benchmark = {
  name: 'memory-engine',
  what: 'get and set with TTL and metrics, memory, hit ratio',
  peer: 'lru-cache with TTL, node-cache without clones, Keyv and cache-manager in memory',
  run: async (context) => [...(await speed(context)), await memory(context), await hits(context)],
};
