import { ProblemError } from '@secureconnect/platform';

/** No such conversation, or not one of the caller's: nobody learns which. */
export class ConversationUnknownError extends ProblemError {
  readonly code = 'conversation_unknown';
}
