import { ProblemError } from '@secureconnect/platform';

/** Whoever asks is known, and her role may not do this. */
export class NotAllowedError extends ProblemError {
  readonly code = 'not_allowed';
}
