import { writeFileSync } from 'node:fs';
import { constants, cpus } from 'node:os';
import { stripVTControlCharacters } from 'node:util';

/** Writes a line to whoever asked. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Says in a sentence why nothing was run; gives the exit code. */
export const fail = (sentence: string): number => {
  process.stderr.write(`${sentence}\n`);
  return 1;
};

/** Writes over its own line where there is a terminal, and is silent where there is none. */
export function hint(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`);
}

/** What a recorded page says of where it was measured. */
export const machineInWords = (): string =>
  `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`;

/** Writes a page of the documentation in the house's format. */
export async function recordPage(path: string, text: string): Promise<void> {
  const { format, resolveConfig } = await import('prettier');
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

/** Runs a program that breaks servers on purpose; however it ends, the janitor ends what it started. */
export function runFaultProgram(program: (args: string[]) => Promise<number>): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => process.exit(128 + constants.signals[name]));
  process.on('disconnect', () => process.exit(1));
  process.channel?.unref();
  void program(process.argv.slice(2))
    .catch((error: Error) => fail(stripVTControlCharacters(error.message)))
    .then((code) => process.stdout.write('', () => process.exit(code)));
}
