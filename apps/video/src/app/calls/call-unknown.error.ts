import { ProblemError } from '@secureconnect/platform';

/** No such call, or not one of the caller's: nobody learns which. */
export class CallUnknownError extends ProblemError {
  readonly code = 'call_unknown';
}
