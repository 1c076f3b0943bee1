/** Redis was wiped or became another server while it was being filled; it is looked at again and filled anew. */
export class RedisChangedError extends Error {
  readonly code = 'wrong_server';

  constructor() {
    super('Redis was emptied or replaced while it was being filled');
    this.name = 'RedisChangedError';
  }
}
