import { ProblemError } from '@secureconnect/platform';

/** Whoever asks is known, and has shown it too long ago for this. */
export class ReauthenticationRequiredError extends ProblemError {
  readonly code = 'reauthentication_required';
}
