import { ProblemError } from '@secureconnect/platform';

/** It was deleted, and nothing can be said beneath it or in its place. */
export class MessageDeletedError extends ProblemError {
  readonly code = 'message_deleted';
}
