import { CacheCommandError } from '../../memory/errors/cache-command.error';
import { wellFormed } from './well-formed';

/** A text as it is, anything else as JSON; what JSON has no word for is refused. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return wellFormed(value);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new CacheCommandError(`ERR a ${typeof value} cannot be a value`);
  return text;
}
