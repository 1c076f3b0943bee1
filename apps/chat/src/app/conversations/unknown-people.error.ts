import { type FieldFault } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** Some of those who were asked in do not exist. */
export class UnknownPeopleError extends ProblemError {
  readonly code = 'unknown_people';
  override readonly details: readonly FieldFault[];

  constructor(ids: readonly string[]) {
    super('');
    this.details = [{ field: 'member_ids', problems: ids.map((id) => `${id} is nobody`) }];
  }
}
