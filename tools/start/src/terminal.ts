import { stripVTControlCharacters } from 'node:util';

const onScreen = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
const paint = (code: number) => (text: string) => (onScreen ? `\u001b[${code}m${text}\u001b[0m` : text);

/** Colours; plain text where the output is not a terminal. */
export const colour = { red: paint(31), green: paint(32), yellow: paint(33), dim: paint(2), bold: paint(1) };

// A terminal that was closed takes nothing any more, and what has begun is to be ended in order all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

let unfinished = '';

function clearUnfinished(): void {
  if (unfinished && onScreen) process.stdout.write('\r\u001b[K');
}

/** Writes a line, above the step under way if there is one. */
export function say(line = ''): void {
  clearUnfinished();
  process.stdout.write(`${line}\n`);
  if (unfinished && onScreen) process.stdout.write(unfinished);
}

/** Writes a sentence about something that went wrong. */
export function complain(sentence: string): void {
  clearUnfinished();
  unfinished = '';
  process.stderr.write(`${colour.red(sentence)}\n`);
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Does one step of a start and leaves one line about it: its name, what came of it, and how long it took. */
export async function step<T>(
  name: string,
  work: () => Promise<T>,
  outcome: (result: T) => string,
): Promise<T> {
  const since = Date.now();
  unfinished = colour.dim(`  … ${name}`);
  if (onScreen) process.stdout.write(unfinished);
  try {
    const result = await work();
    clearUnfinished();
    unfinished = '';
    say(
      `  ${colour.green('✓')} ${name.padEnd(12)}${outcome(result).padEnd(62)}${colour.dim(seconds(since))}`,
    );
    return result;
  } finally {
    clearUnfinished();
    unfinished = '';
  }
}

/** Lines up rows in columns as wide as their widest cell. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string[] {
  const width = (cell: string) => stripVTControlCharacters(cell).length;
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, width(cell))));
  const pad = (cell: string, i: number) => cell + ' '.repeat((widths[i] ?? 0) - width(cell) + gap);
  return rows.map((row) => row.map(pad).join('').trimEnd());
}

/** The time of day as it stands before a line: 14:03:59. */
export const clock = (at = new Date()): string => at.toTimeString().slice(0, 8);
