import { ProblemError } from '@secureconnect/platform';

/** The login that waited for a code waits no longer: it was completed, took too long, or too many codes were tried. */
export class ChallengeOverError extends ProblemError {
  readonly code = 'gone';
}
