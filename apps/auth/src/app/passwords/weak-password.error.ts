import { type FieldFault } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** A password that may not be chosen; details say why. */
export class WeakPasswordError extends ProblemError {
  readonly code = 'weak_password';
  override readonly details: readonly FieldFault[];

  constructor(field: string, problems: readonly string[]) {
    super('');
    this.details = [{ field, problems: [...problems] }];
  }
}
