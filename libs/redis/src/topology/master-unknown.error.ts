import { classifyRedisError, type RedisFault } from '@secureconnect/resilience';

/** No Sentinel named the master: unreachable, closed to us, or asked for a name they do not know. */
export class MasterUnknownError extends Error {
  readonly code = 'redis_master_unknown';
  readonly fault: RedisFault;

  constructor(name: string, cause?: unknown) {
    super(`No Sentinel told where the master ${name} is`, { cause });
    this.name = 'MasterUnknownError';
    this.fault = classifyRedisError(cause) ?? 'misconfigured';
  }
}
