import { ProblemError } from '@secureconnect/platform';

/** The form is not one with a file in it. */
export class MalformedFormError extends ProblemError {
  readonly code = 'malformed_form';
}
