/** How a refusal is made more precise. */
export interface RedisUnavailableOptions extends ErrorOptions {
  readonly retryAfterSeconds?: number;
}

/** Seconds after which asking again makes sense, unless an application says otherwise. */
export const defaultRetryAfterSeconds = 5;

/** An operation is refused because Redis is away and that is what it declared, or because it declared nothing. */
export class RedisUnavailableError extends Error {
  readonly code = 'redis_unavailable';
  readonly retryAfterSeconds: number;

  constructor(
    readonly operation: string,
    { retryAfterSeconds = defaultRetryAfterSeconds, ...options }: RedisUnavailableOptions = {},
  ) {
    super(`${operation} is operating in degraded mode and is refused until Redis is back.`, options);
    this.name = 'RedisUnavailableError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
