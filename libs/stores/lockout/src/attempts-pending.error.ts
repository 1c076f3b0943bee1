import { ProblemError } from '@secureconnect/platform';

/** So many attempts are being verified that nobody could say in time whether one more is allowed. */
export class AttemptsPendingError extends ProblemError {
  readonly code = 'overloaded';

  constructor() {
    super('');
  }
}
