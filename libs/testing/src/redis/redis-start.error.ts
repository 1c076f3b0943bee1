/** redis-server did not come up; the message carries its own last words and the folder. */
export class RedisStartError extends Error {
  readonly code = 'REDIS_START_FAILED';

  constructor(
    readonly dir: string,
    log: string,
    options?: ErrorOptions,
  ) {
    const lines = log.split('\n').filter((line) => /^\d+:|FATAL|rror|\*\*\*/.test(line));
    const verdict = lines.filter((line) => / # |rror|FATAL/.test(line)).slice(-2);
    const reason = (verdict.length > 0 ? verdict : lines.slice(-2))
      .join(' ')
      .replace(/^\d+:\w \S+ \S+ \S+ \S+ /, '');
    super(`redis-server could not start in ${dir}: ${reason || 'it ended without a word'}`, options);
    this.name = 'RedisStartError';
  }
}
