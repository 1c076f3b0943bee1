/** PostgreSQL could not be made or started; the message is one sentence with its own reason and the folder. */
export class PostgresStartError extends Error {
  readonly code = 'POSTGRES_START_FAILED';

  constructor(
    readonly dir: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`PostgreSQL could not start on ${dir}: ${reason}`, options);
    this.name = 'PostgresStartError';
  }
}

// What a server says to whoever comes too early or stays too long, whatever ails it.
const passing = /FATAL: +(the database system is|terminating )/;
const verdict = /(FATAL|PANIC):|^initdb: error:/;
const crash = /was terminated by signal/;

/** The last line in which PostgreSQL (or initdb) says why it gave up, its DETAIL included. */
export function reasonIn(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const last = (matches: (line: string) => boolean) => lines.map(matches).lastIndexOf(true);
  const said = last((line) => verdict.test(line) && !passing.test(line));
  const at = said < 0 ? last((line) => crash.test(line)) : said;
  if (at < 0) return lines.slice(-2).join(' ') || 'it ended without a word';
  const detail = lines[at + 1]?.includes('DETAIL:') ? lines[at + 1] : undefined;
  return [lines[at], detail]
    .flatMap((line) => line?.replace(/^\S+ \S+ \S+ \[\d+\] /, '').trim() ?? [])
    .join(' ');
}
