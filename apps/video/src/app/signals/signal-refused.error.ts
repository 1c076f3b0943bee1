import { type ErrorCode } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** The signal is not passed on; the code says why. */
export class SignalRefusedError extends ProblemError {
  constructor(readonly code: ErrorCode) {
    super('');
  }
}
