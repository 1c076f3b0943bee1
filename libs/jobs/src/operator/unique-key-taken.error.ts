import { ProblemError } from '@secureconnect/platform';

/** A dead letter cannot live again while another job lives with its unique key. */
export class UniqueKeyTakenError extends ProblemError {
  readonly code = 'conflict';
}
