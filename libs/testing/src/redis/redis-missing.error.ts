import { ProgramMissingError } from '../install/program-missing.error';

/** There is no redis-server on this machine; the message says how to install it. */
export class RedisMissingError extends ProgramMissingError {
  readonly code = 'REDIS_MISSING';

  constructor(detail?: string) {
    super('redis-server', 'redis-server', detail);
  }
}
