/** An operation was not settled within its deadline; whatever it still does counts for nothing. */
export class DeadlineError extends Error {
  readonly code = 'deadline_exceeded';

  constructor(
    readonly operation: string,
    readonly deadlineMs: number,
  ) {
    super(`${operation} was not answered within ${deadlineMs} ms`);
    this.name = 'DeadlineError';
  }
}
