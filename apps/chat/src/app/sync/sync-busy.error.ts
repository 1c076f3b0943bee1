import { ProblemError } from '@secureconnect/platform';

/** Everybody asks what they missed; told to come back each at another moment. */
export class SyncBusyError extends ProblemError {
  readonly code = 'overloaded';
  override readonly retryAfterSeconds = 1 + Math.floor(Math.random() * 5);
}
