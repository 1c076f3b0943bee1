/** One entry could not be merged although Redis serves; its key is named by its beginning only. */
export class KeyNotMergedError extends Error {
  readonly code = 'key_not_merged';

  constructor(
    readonly key: string,
    cause: unknown,
  ) {
    super(`${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'KeyNotMergedError';
  }
}
