import { HttpException } from '@nestjs/common';
import { BreakerOpenError } from '../breaker/breaker-open.error';
import { classifyRedisError } from '../fault/classify-redis-error';
import { RedisUnavailableError } from './redis-unavailable.error';

type IsForeign = (error: unknown) => boolean;

/** Whether an error that a method towards a store met means that Redis is away; anything else is a bug or an answer. */
export function isOutage(error: unknown, isForeign: IsForeign): boolean {
  if (error instanceof RedisUnavailableError) return true;
  if (error instanceof HttpException || isForeign(error)) return false;
  return error instanceof BreakerOpenError || classifyRedisError(error) !== undefined;
}

/**
 * The same for an error that comes out of a whole handler, which talks to other servers too: what only Redis says
 * counts at once, what anyone might say (ECONNREFUSED) counts while Redis is known to be away.
 */
export function isOutageOfHandler(error: unknown, isForeign: IsForeign, isAvailable: boolean): boolean {
  if (!isOutage(error, isForeign)) return false;
  return error instanceof RedisUnavailableError || !isAvailable || isReply(error);
}

/** An error reply of Redis itself, as ioredis and node-redis name it. */
const isReply = (error: unknown): boolean =>
  error instanceof Error && /^(ReplyError|ErrorReply|SimpleError)$/.test(error.name);
