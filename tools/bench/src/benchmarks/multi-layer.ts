import { type Bar, type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread } from '../figures/rounds';
import { type HitsOfRounds, layeredNames } from '../layers/layers-report';
import { runToEnd } from '../surroundings/run-to-end';
import { sourceProgram } from '../surroundings/source-program';

/** In time, so that less is better. */
const bar: Bar = { kind: 'at-most', value: 1, unit: 'ratio' };

async function hits(name: string, tags: string, { quick }: BenchmarkContext): Promise<Figure> {
  const size = quick ? ['2', '20000'] : ['11', '100000'];
  const { args, env } = sourceProgram('layers/layers-program.ts', ...size, tags);
  const ns = JSON.parse(await runToEnd({ what: 'The layers', args, env })) as HitsOfRounds;
  const us = (one: (typeof layeredNames)[number]) => median(ns[one]) / 1_000;
  const peers = Object.fromEntries(layeredNames.slice(1).map((peer) => [peer, us(peer)]));
  return { name, unit: 'us', ours: us('ours'), spread: spread(ns.ours), peers };
}

async function run(context: BenchmarkContext): Promise<Figure[]> {
  context.progress('hits in memory');
  return [
    await hits('getOrSet, held in memory', '0', context),
    await hits('the same with two tags', '2', context),
  ];
}

/** What a hit in the first layer of the multi-layer cache costs. */
export const multiLayer: Benchmark = {
  name: 'multi-layer',
  what: 'a value held in memory, 1,000 entries',
  peer: 'the memory layer of bentocache, as it comes and without copies',
  bar,
  run,
};
