import { ProblemError } from '@secureconnect/platform';

/** Where bytes lie does not answer, is full, or lets nobody in; nobody knows whether what was asked was done. */
export class StoreAwayError extends ProblemError {
  readonly code: 'store_unavailable' | 'store_busy' = 'store_unavailable';
  override readonly retryAfterSeconds: number = 5;
}
