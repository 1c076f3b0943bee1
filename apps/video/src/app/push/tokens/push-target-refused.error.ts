import { type FieldFault } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** Nothing is sent there, or by this provider. */
export class PushTargetRefusedError extends ProblemError {
  readonly code = 'push_target_refused';
  override readonly details: readonly FieldFault[];

  constructor(field: string, problem: string) {
    super('');
    this.details = [{ field, problems: [`${field} ${problem}`] }];
  }
}
