import { type FieldFault } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** What a job was to be enqueued with is out of bounds; details lists each option with what is wrong. */
export class JobOptionsInvalidError extends ProblemError {
  override readonly name = 'JobOptionsInvalidError';
  readonly code = 'validation_failed';

  constructor(
    job: string,
    override readonly details: readonly FieldFault[],
  ) {
    const faults = details.map(({ field, problems }) => `${field} ${problems.join(', ')}`);
    super(`A job of the queue "${job}" cannot be enqueued like this: ${faults.join('; ')}.`);
  }
}
