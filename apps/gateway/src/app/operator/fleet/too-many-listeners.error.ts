import { ProblemError } from '@secureconnect/platform';

/** As many operators look on as one gateway tells. */
export class TooManyListenersError extends ProblemError {
  readonly code = 'overloaded';
}
