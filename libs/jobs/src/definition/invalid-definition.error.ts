/** A queue is defined in a way that cannot hold; the message says what to change. */
export class InvalidDefinitionError extends Error {
  override readonly name = 'InvalidDefinitionError';
  readonly code = 'invalid_job_definition';

  constructor(job: string, problems: readonly string[], options?: ErrorOptions) {
    super(`defineJob(${JSON.stringify(job)}): ${problems.join(' ')}`, options);
  }
}
