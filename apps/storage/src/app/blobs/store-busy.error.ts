import { StoreAwayError } from './store-away.error';

/** Too much of what is brought is held in memory already; what was taken of it so far is durable. */
export class StoreBusyError extends StoreAwayError {
  override readonly code = 'store_busy';
  override readonly retryAfterSeconds = 2;
}
