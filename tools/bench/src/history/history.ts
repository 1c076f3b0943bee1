import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../bench.error';
import { type Result } from '../figures/result';
import { workspaceRoot } from '../surroundings/workspace';
import { isComparable, type Run, type RunHead } from './run';

/** The committed file: one line of JSON for each recorded run, oldest first. */
export const historyFile = join(workspaceRoot, 'docs/bench/history.jsonl');

/** Adds a run as the last line. */
export function appendRun(run: Run, file = historyFile): void {
  appendFileSync(file, `${JSON.stringify(run)}\n`);
}

/** All recorded runs, oldest first; none when there is no file. A line that is no run is named. */
export function readRuns(file = historyFile): Run[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseRun(line, `${file}, line ${index + 1}`)]));
}

function parseRun(line: string, where: string): Run {
  try {
    const run = JSON.parse(line) as Partial<Run> | null;
    if (run?.machine && Array.isArray(run.results)) return run as Run;
  } catch (cause) {
    throw new BenchError(`${where} is not JSON.`, cause);
  }
  throw new BenchError(`${where} is not a run.`);
}

/** A figure as it was when it was last recorded on a comparable machine. */
export interface Earlier {
  readonly at: string;
  readonly result: Result;
}

/** Finds the earlier value of any figure of a run. */
export function earlierIn(runs: readonly Run[], head: RunHead): (result: Result) => Earlier | undefined {
  const comparable = runs.filter((run) => isComparable(run, head)).reverse();
  return ({ benchmark, name, unit }) => {
    for (const { at, results } of comparable) {
      const result = results.find(
        (one) => one.benchmark === benchmark && one.name === name && one.unit === unit,
      );
      if (result) return { at, result };
    }
    return undefined;
  };
}
