import { classifyRedisError } from '@secureconnect/resilience';
import { CacheCommandError } from '../../memory/errors/cache-command.error';

/** What a script adds to the words of the command that failed in it. */
const fromScript = / script: [0-9a-f]{40}, on @user_script:\d+\.$/;

/** Rejects with what the caller did wrong as memory would have said it; what Redis is to blame for stays as it is. */
export function asCommandError(error: unknown): never {
  const isReply = error instanceof Error && error.name === 'ReplyError';
  if (!isReply || classifyRedisError(error) !== undefined) throw error;
  throw new CacheCommandError(error.message.replace(fromScript, ''));
}
