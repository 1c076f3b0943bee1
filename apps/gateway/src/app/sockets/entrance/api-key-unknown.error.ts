import { ProblemError } from '@secureconnect/platform';

/** A key was shown that nobody has. */
export class ApiKeyUnknownError extends ProblemError {
  readonly code = 'api_key_unknown';
}
