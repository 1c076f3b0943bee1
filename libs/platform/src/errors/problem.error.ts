import { type ErrorCode } from '@secureconnect/contracts';

/** An error with a stable code; throw one anywhere and the caller gets its answer in the contract's shape. */
export abstract class ProblemError extends Error {
  abstract readonly code: ErrorCode;
  readonly details?: unknown;
  readonly retryAfterSeconds?: number;
  /** What goes with the answer over HTTP besides. */
  readonly headers?: Readonly<Record<string, string>>;
}
