import { declareAs, type HandlerDecorator, type Stores } from './declaring';

/** Declares that an operation, or every operation of a class, never touches Redis: it runs in every mode, unmarked. */
export const RedisFree = (operation: string, stores: Stores = 'redis'): HandlerDecorator =>
  declareAs('free', operation, stores);
