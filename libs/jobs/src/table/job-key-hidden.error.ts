import { ProblemError } from '@secureconnect/platform';

/** A job with this key was accepted after the caller's REPEATABLE READ transaction had begun; a new one sees it. */
export class JobKeyHiddenError extends ProblemError {
  override readonly name = 'JobKeyHiddenError';
  readonly code = 'conflict';

  constructor(options?: ErrorOptions) {
    super(
      'A job with this key came after this transaction began, which cannot see it. Begin it anew.',
      options,
    );
  }
}
