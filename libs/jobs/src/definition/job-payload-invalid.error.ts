import { type FieldFault } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** A payload is not one of its queue; details lists each field with what is wrong. */
export class JobPayloadInvalidError extends ProblemError {
  override readonly name = 'JobPayloadInvalidError';
  readonly code = 'job_payload_invalid';

  constructor(
    job: string,
    override readonly details: readonly FieldFault[] = [],
    options?: ErrorOptions,
  ) {
    super(`The payload is not one of the queue "${job}"${reason(details, options)}.`, options);
  }
}

/** Names, never values: this reaches logs and dead letters. */
function reason(details: readonly FieldFault[], options?: ErrorOptions): string {
  if (details.length > 0)
    return `: ${details.map(({ field, problems }) => `${field}: ${problems.join(', ')}`).join('; ')}`;
  return options?.cause instanceof Error ? `: ${options.cause.message || options.cause.name}` : '';
}
