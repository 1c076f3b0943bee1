import { type ErrorCode } from './error-codes.constants';
import { type ServiceMode } from './service-mode';

/** One field that was refused, and why. */
export interface FieldFault {
  readonly field: string;
  readonly problems: readonly string[];
}

/** What every error looks like, over HTTP and over sockets. */
export interface ErrorBody {
  readonly error: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly mode: ServiceMode;
  readonly request_id: string;
  readonly details?: unknown;
}
