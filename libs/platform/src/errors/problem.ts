import { type ErrorCode } from '@secureconnect/contracts';

/** What went wrong, in the contract's terms, before it is written to a response or a socket. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message?: string;
  readonly details?: unknown;
  readonly retryAfterSeconds?: number;
}

/** Seconds after which asking again makes sense when whatever failed gave no figure of its own. */
export const defaultRetryAfterSeconds = 1;
