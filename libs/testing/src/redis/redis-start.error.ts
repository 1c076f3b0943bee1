/** redis-server did not come up; the message carries its own reason and the folder. */
export class RedisStartError extends Error {
  readonly code = 'REDIS_START_FAILED';

  constructor(
    readonly dir: string,
    log: string,
    options?: ErrorOptions,
  ) {
    super(`redis-server could not start in ${dir}: ${reasonIn(log)}`, options);
    this.name = 'RedisStartError';
  }
}

/** The first warning that is about this start; what redis-server says about the machine is none. */
function reasonIn(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const isNoise = /WARNING|oO0OoO|Redis version|[Cc]onfiguration loaded|no config file/;
  const warning = lines.find((line) => / # /.test(line) && !isNoise.test(line));
  if (warning) return warning.replace(/^.* # (Warning: )?/, '');
  return lines.slice(-2).join(' ') || 'it ended without a word';
}
