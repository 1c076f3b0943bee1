import { ProblemError } from '@secureconnect/platform';

/** What is to be set beneath a message is not one emoji. */
export class NoEmojiError extends ProblemError {
  readonly code = 'validation_failed';
  override readonly details = [{ field: 'emoji', problems: ['emoji must be one emoji'] }];
}
