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

/** The line in which PostgreSQL (or initdb) says why it gave up, its DETAIL included. */
export function reasonIn(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const isVerdict = (line: string) => /(FATAL|PANIC):|^initdb: error:/.test(line);
  const at = lines.findIndex(isVerdict);
  if (at < 0) return lines.slice(-2).join(' ') || 'it ended without a word';
  const detail = lines.slice(at + 1).find((line) => line.includes('DETAIL:'));
  return [lines[at], detail]
    .flatMap((line) => line?.replace(/^\S+ \S+ \S+ \[\d+\] /, '').trim() ?? [])
    .join(' ');
}
