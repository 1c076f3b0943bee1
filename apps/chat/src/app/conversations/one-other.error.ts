import { type FieldFault } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** A direct conversation was asked for with nobody, with oneself, with several people, or with a title. */
export class OneOtherError extends ProblemError {
  readonly code = 'validation_failed';

  constructor(override readonly details: readonly FieldFault[]) {
    super('');
  }
}
