import { ProblemError } from '@secureconnect/platform';

/** Chat does not answer, so nobody can say who is in a conversation. */
export class ConversationsAwayError extends ProblemError {
  readonly code = 'conversations_unavailable';
  override readonly retryAfterSeconds = 2;
}
