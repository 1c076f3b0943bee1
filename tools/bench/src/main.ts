import { constants } from 'node:os';
import { BenchError } from './bench.error';
import { readOptions, usage } from './bench.options';
import { type Benchmark } from './benchmark';
import { benchmarks } from './benchmarks';
import { appendRun, earlierIn, readRuns } from './history/history';
import { describeRun } from './history/run';
import { Progress } from './report/progress';
import { renderTable } from './report/table';
import { runBenchmarks } from './run-benchmarks';

const progress = new Progress();

/** All processes a run starts are known to the janitor, which ends them with us. */
function endWhenAsked(): void {
  const end = (code: number) => {
    progress.clear();
    process.exit(code);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => end(128 + constants.signals[name]));
  // The channel to the door of the house closes when the door is gone, SIGKILL included.
  process.on('disconnect', () => end(1));
  process.channel?.unref();
}

const listText = (list: readonly Benchmark[]) =>
  list.map(({ name, what, peer }) => `${name}: ${what}\n  against ${peer}`).join('\n');

const isColourful = () => process.stdout.isTTY === true && !process.env['NO_COLOR'];

/** Does what the arguments ask; gives the exit code. */
async function bench(args: readonly string[]): Promise<number> {
  const { selected, list, help, json, quick, record, check } = readOptions(args, benchmarks);
  if (help || list) {
    process.stdout.write(`${help ? usage : listText(selected)}\n`);
    return 0;
  }
  // Read first: a history that cannot be read must not cost a whole run.
  const runs = readRuns();
  const head = await describeRun(quick);
  const since = performance.now();
  const results = await runBenchmarks(selected, quick, progress);
  const run = { ...head, seconds: Math.round((performance.now() - since) / 1_000), results };
  const table = () =>
    renderTable({ run, benchmarks: selected, earlier: earlierIn(runs, head), colours: isColourful() });
  process.stdout.write(`${json ? JSON.stringify(run, null, 2) : table()}\n`);
  if (record) appendRun(run);
  return check && run.results.some(({ met }) => met === false) ? 1 : 0;
}

function complain(error: unknown): number {
  progress.clear();
  const text = error instanceof BenchError ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  return 1;
}

endWhenAsked();
void bench(process.argv.slice(2))
  .catch(complain)
  // A pipe takes what was written before the process goes.
  .then((code) => process.stdout.write('', () => process.exit(code)));
