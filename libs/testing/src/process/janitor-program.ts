import type * as fileSystem from 'node:fs';
import type { sharedMemoryOf } from '../postgres/shared-memory';
import type { familyOf } from './process-family';

/** What the janitor is told, one JSON line each: `["addGroup", 4711]`, `["removeFolder", "/tmp/…"]`. */
export type JanitorOrder =
  ['addGroup', number] | ['removeGroup', number] | ['addFolder', string] | ['removeFolder', string];

type Surroundings = {
  files: typeof fileSystem;
  input: NodeJS.ReadableStream;
  kill: typeof process.kill;
  family: typeof familyOf;
  segmentOf: typeof sharedMemoryOf;
  release: (segment: string) => void;
};

/**
 * Waits for the end of its input, which is its parent's end by whatever means, then kills the process groups
 * and removes the folders it was told of. Its source runs in a bare node: it may use only its parameter.
 */
export function janitor({ files, input, kill, family, segmentOf, release }: Surroundings): void {
  const groups = new Set<number>();
  const folders = new Set<string>();
  const signal = (pid: number, name: NodeJS.Signals) => {
    try {
      kill(pid, name);
    } catch {
      return; // Gone already, which is what was wanted.
    }
  };
  const obey = ([verb, what]: JanitorOrder) => {
    if (verb === 'addGroup') groups.add(what);
    else if (verb === 'removeGroup') groups.delete(what);
    else if (verb === 'addFolder') folders.add(what);
    else folders.delete(what);
  };
  const sweep = (round: number) => {
    // A stopped leader forks no more, so the family found after it is whole; SIGKILL also ends the stopped.
    groups.forEach((pid) => signal(pid, 'SIGSTOP'));
    const alive = family(groups, files);
    groups.forEach((pid) => signal(-pid, 'SIGKILL'));
    alive.forEach((pid) => signal(pid, 'SIGKILL'));
    if (alive.length > 0 && round < 250) {
      setTimeout(() => sweep(round + 1), 20);
      return;
    }
    folders.forEach((folder) => {
      const segment = segmentOf(folder, files);
      if (segment) release(segment);
      files.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
  };
  let rest = '';
  input.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach((line) => obey(JSON.parse(line) as JanitorOrder));
  });
  input.on('end', () => sweep(0));
}
