import { ProblemError } from '@secureconnect/platform';

/** Nobody else is in the conversation. */
export class NobodyToCallError extends ProblemError {
  readonly code = 'nobody_to_call';
}
