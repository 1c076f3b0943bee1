import { ProblemError } from '@secureconnect/platform';

/** As many different signs as fit beneath a message are there. */
export class TooManyReactionsError extends ProblemError {
  readonly code = 'too_many_reactions';
}
