import { classifyRedisError, faultVerdicts, type RedisFault } from '@secureconnect/resilience';

/** What an error says about Redis: our own errors know it themselves, the rest is classified; undefined is a bug. */
export function faultOf(error: unknown): RedisFault | undefined {
  if (error instanceof Error && 'fault' in error && String(error.fault) in faultVerdicts)
    return error.fault as RedisFault;
  return classifyRedisError(error);
}
