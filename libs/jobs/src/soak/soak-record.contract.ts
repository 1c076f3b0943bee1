import { appendFileSync, readFileSync } from 'node:fs';
import { type SoakQueue } from './soak-queues.contract';

/** A handler began, or had done all its work but return. */
export interface RunLine {
  readonly what: 'begin' | 'done';
  readonly queue: SoakQueue;
  readonly number: number;
  readonly attempt: number;
}

/**
 * What handlers did, of all processes in one order: each line is one write to the end of one file, which no crash of
 * a process or of PostgreSQL takes back.
 */
export const soakRecord = {
  write: (file: string, line: RunLine): void => appendFileSync(file, `${JSON.stringify(line)}\n`),
  read: (file: string): RunLine[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as RunLine),
};
