/** There is no redis-server on this machine; the message says how to install it. */
export class RedisMissingError extends Error {
  readonly code = 'REDIS_MISSING';

  constructor(detail?: string) {
    super(
      `redis-server was not found on the PATH${detail ? ` (${detail})` : ''}. Install it: apt-get install redis-server`,
    );
    this.name = 'RedisMissingError';
  }
}
