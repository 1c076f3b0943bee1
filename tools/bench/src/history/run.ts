import { execFile } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { type Result } from '../figures/result';
import { workspaceRoot } from '../surroundings/workspace';

/** Where a run took place. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMiB: number;
}

/** One run as `--json` prints it and the history keeps it. */
export interface Run {
  readonly at: string;
  /** Null outside a git checkout. */
  readonly commit: string | null;
  /** Whether apps and libraries were as committed; null where git cannot say. */
  readonly clean: boolean | null;
  readonly node: string;
  readonly machine: Machine;
  /** Mean number of processes that wanted a core in the minute before the run. */
  readonly load: number;
  readonly quick: boolean;
  /** How long the whole of it took; older runs do not say. */
  readonly seconds?: number;
  readonly results: readonly Result[];
}

/** What is known of a run before it has results. */
export type RunHead = Omit<Run, 'results' | 'seconds'>;

async function git(...args: string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', args, { cwd: workspaceRoot })).stdout.trim();
  } catch {
    return null; // No git, or no repository: the figures are as good without.
  }
}

/** Looks at the machine and the checkout; at the start of a run, before the run itself is the load. */
export async function describeRun(quick: boolean): Promise<RunHead> {
  const changes = await git('status', '--porcelain', '--', 'apps', 'libs', 'package-lock.json');
  return {
    at: new Date().toISOString(),
    commit: await git('rev-parse', '--short=12', 'HEAD'),
    clean: changes === null ? null : changes === '',
    node: process.version,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryMiB: Math.round(totalmem() / 1_048_576),
    },
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    quick,
  };
}

const majorOf = (node: string) => node.split('.')[0];

/** Whether figures of the two may be held against each other. */
export function isComparable(one: RunHead, other: RunHead): boolean {
  return (
    one.machine.cpu === other.machine.cpu &&
    one.machine.cores === other.machine.cores &&
    majorOf(one.node) === majorOf(other.node) &&
    one.quick === other.quick
  );
}
