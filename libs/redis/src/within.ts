/** What was asked of Redis was not answered in time. */
export class RedisDeadlineError extends Error {
  readonly code = 'redis_deadline';

  constructor(what: string, ms: number) {
    super(`${what} was not answered within ${ms} ms`);
  }
}

/** Settles within the deadline whatever the client underneath does; a late answer is dropped. */
export async function within<T>(what: string, ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RedisDeadlineError(what, ms)), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
