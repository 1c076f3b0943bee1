import { type Benchmark } from './benchmark';
import { type Result, resultOf } from './figures/result';
import { type Progress } from './report/progress';
import { makeSurroundings, type Surroundings } from './surroundings/surroundings';

/** Runs benchmarks one after the other; what they share is made when one asks for it and ended with the last. */
export async function runBenchmarks(
  benchmarks: readonly Benchmark[],
  quick: boolean,
  progress: Progress,
): Promise<Result[]> {
  const step = (text: string) => progress.step(text);
  let made: Promise<Surroundings> | undefined;
  const surroundings = () => (made ??= makeSurroundings(step));
  const results: Result[] = [];
  try {
    for (const [index, benchmark] of benchmarks.entries()) {
      progress.enter(benchmark.name, index, benchmarks.length);
      const figures = await benchmark.run({ quick, progress: step, surroundings });
      results.push(...figures.map((figure) => resultOf(benchmark, figure)));
    }
  } finally {
    // One that could not be made has said so to the benchmark that asked.
    await made?.then((around) => around.close()).catch(() => undefined);
    progress.clear();
  }
  return results;
}
