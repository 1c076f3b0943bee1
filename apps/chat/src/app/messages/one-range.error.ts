import { ProblemError } from '@secureconnect/platform';

/** More than one part of a conversation was asked for, or a part of none. */
export class OneRangeError extends ProblemError {
  readonly code = 'validation_failed';
  override readonly details = [
    {
      field: 'conversation_id',
      problems: ['at most one of before_seq, after_seq and around_seq, and only beside conversation_id'],
    },
  ];
}
