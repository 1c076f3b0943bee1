import { ProblemError } from '@secureconnect/platform';

/** More passwords wait to be hashed than could be in a reasonable time. */
export class HashersBusyError extends ProblemError {
  readonly code = 'overloaded';

  constructor() {
    super('');
  }
}
