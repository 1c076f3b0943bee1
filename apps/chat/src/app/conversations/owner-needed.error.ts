import { ProblemError } from '@secureconnect/platform';

/** A group would have members and no owner. */
export class OwnerNeededError extends ProblemError {
  readonly code = 'owner_needed';
}
