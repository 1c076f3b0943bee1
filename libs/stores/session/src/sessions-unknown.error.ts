import { ProblemError } from '@secureconnect/platform';

/** Redis and PostgreSQL are away and this process has not seen the session: nobody can say whether there is one. */
export class SessionsUnknownError extends ProblemError {
  readonly code = 'database_unavailable';
}
