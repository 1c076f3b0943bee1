/** A value has a part that would not come back as it is; it is kept nowhere. */
export class UncacheableValueError extends Error {
  override readonly name = 'UncacheableValueError';
  readonly code = 'cache_value_refused';

  constructor(
    /** Where the part is within the value; '' for the value itself. */
    readonly path: string,
    what: string,
  ) {
    super(`${what}${path === '' ? '' : ` (at ${path})`} cannot be kept in a cache`);
  }
}
