import { type FieldFault } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** Somebody is in as many conversations as anybody may be: the caller, or those whom it names. */
export class TooManyConversationsError extends ProblemError {
  readonly code = 'too_many_conversations';
  override readonly details?: readonly FieldFault[];

  constructor(others: readonly string[]) {
    super('');
    const problems = others.map((id) => `${id} is in as many conversations as anybody may be`);
    if (others.length > 0) this.details = [{ field: 'member_ids', problems }];
  }
}
