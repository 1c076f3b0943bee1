import { ProblemError } from '@secureconnect/platform';

/** The password is wrong, or may not be tried now: nobody is told which. */
export class InvalidCredentialsError extends ProblemError {
  readonly code = 'invalid_credentials';
}
