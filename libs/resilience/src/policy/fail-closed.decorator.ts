import { declareAs, type DeclarationNotes, type HandlerDecorator, type Stores } from './declaring';

/**
 * Declares that an operation is refused while Redis is away: a handler does not run and answers 503, a provider
 * method rejects with `RedisUnavailableError`.
 */
export function FailClosed(
  operation: string,
  stores: Stores = 'redis',
  { deadlineMs, ...notes }: DeclarationNotes & { readonly deadlineMs?: number } = {},
): HandlerDecorator {
  return declareAs('closed', operation, stores, notes, deadlineMs === undefined ? {} : { deadlineMs });
}
