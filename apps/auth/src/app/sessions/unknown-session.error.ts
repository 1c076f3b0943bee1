import { ProblemError } from '@secureconnect/platform';

/** No session of whoever asks has this id. */
export class UnknownSessionError extends ProblemError {
  readonly code = 'not_found';
}
