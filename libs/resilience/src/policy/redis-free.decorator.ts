import { declareAs, type DeclarationNotes, type HandlerDecorator, type Stores } from './declaring';

/**
 * Declares that an operation, or every operation of a class, never waits for Redis: it runs in every mode, unmarked.
 * Notes say what serves one that meets a store all the same.
 */
export const RedisFree = (
  operation: string,
  stores: Stores = 'redis',
  notes: DeclarationNotes & { readonly provider?: never } = {},
): HandlerDecorator => declareAs('free', operation, stores, notes);
