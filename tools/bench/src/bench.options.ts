import { parseArgs } from 'node:util';
import { BenchError } from './bench.error';
import { type Benchmark } from './benchmark';

/** What one run was asked for. */
export interface BenchOptions {
  readonly selected: readonly Benchmark[];
  readonly list: boolean;
  readonly help: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  readonly record: boolean;
  readonly check: boolean;
}

/** For a person who asks. */
export const usage = `npm run bench [-- <name> … <option> …]
  <name>         that benchmark alone, or those
  --only <name>  the same
  --list         names what there is and runs nothing
  --quick        fewer and shorter rounds: shows that it works, not how fast
  --json         the run as JSON on standard output, and nothing else there
  --record       appends the run to docs/bench/history.jsonl
  --check        exit code 1 when a bar is missed`;

const flags = {
  only: { type: 'string', multiple: true },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  quick: { type: 'boolean' },
  record: { type: 'boolean' },
  check: { type: 'boolean' },
} as const;

function read(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      ...{ args: [...args], options: flags, strict: true, allowPositionals: true },
    });
    const only = [...positionals, ...(values.only ?? [])];
    return { ...values, only };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split('. ');
    throw new BenchError(`${sentence}.\n${usage}`, cause);
  }
}

/** Reads the arguments; throws a BenchError that says what would have been right. */
export function readOptions(args: readonly string[], benchmarks: readonly Benchmark[]): BenchOptions {
  const { only, ...values } = read(args);
  const { list = false, help = false, json = false, quick = false, record = false, check = false } = values;
  if (quick && record) throw new BenchError('A quick run says too little to be recorded: leave out --quick.');
  const unknown = only.find((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) {
    const names = benchmarks.map(({ name }) => name).join(', ');
    throw new BenchError(`There is no benchmark ${JSON.stringify(unknown)}; there are ${names}.`);
  }
  const selected = benchmarks.filter(({ name }) => only.length === 0 || only.includes(name));
  return { selected, list, help, json, quick, record, check };
}
