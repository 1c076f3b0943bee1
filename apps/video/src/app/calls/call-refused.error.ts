import { type ErrorCode } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** The machine does not allow it; the code says why. */
export class CallRefusedError extends ProblemError {
  constructor(readonly code: ErrorCode) {
    super('');
  }
}
