import { ProblemError } from '@secureconnect/platform';

/** A direct conversation keeps its two people, and ends for neither. */
export class DirectConversationFixedError extends ProblemError {
  readonly code = 'direct_conversation_fixed';
}
