import { CacheCommandError } from './cache-command.error';

/** A write that does not fit beside what may not be evicted; nothing was evicted for it. */
export class CacheFullError extends CacheCommandError {
  override readonly name = 'CacheFullError';

  constructor() {
    super("OOM command not allowed when used memory > 'maxmemory'.");
  }
}
