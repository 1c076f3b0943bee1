/** An option no engine can work with. */
export class CacheOptionsError extends Error {
  override readonly name = 'CacheOptionsError';
  readonly code = 'cache_options_invalid';

  constructor(option: string, value: unknown, wanted: string) {
    super(`${option} is ${String(value)}, and must be ${wanted}`);
  }
}
