/** A loader took longer than who waited for it would wait; its value is kept when it comes after all. */
export class LoaderDeadlineError extends Error {
  override readonly name = 'LoaderDeadlineError';
  readonly code = 'cache_loader_deadline';

  constructor(
    readonly key: string,
    readonly deadlineMs: number,
  ) {
    super(`no value for ${key} within ${deadlineMs} ms`);
  }
}
