import { ProblemError } from '@secureconnect/platform';

/** A conversation has as many members as it may. */
export class ConversationFullError extends ProblemError {
  readonly code = 'conversation_full';
}
