import { ProblemError } from '@secureconnect/platform';

/** Whoever asks has shown who she is too long ago for this. */
export class RecentLoginNeededError extends ProblemError {
  readonly code = 'reauthentication_required';
}
