import { ProblemError } from '@secureconnect/platform';

/** Without this one nobody could administer any more. */
export class LastAdministratorError extends ProblemError {
  readonly code = 'last_administrator';
}
