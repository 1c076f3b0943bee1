/** A request, as far as tags are made of it; that of Fastify or of Express. */
export interface EdgeRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What the answers of a handler can be purged by. */
export type EdgeTags<R> = readonly string[] | ((request: EdgeRequest, result: R) => readonly string[]);

/** How the answers of a handler are kept by the HTTP cache before the service; times in seconds. */
export interface EdgeCachedOptions<R = never> {
  /** How long it serves one. */
  readonly maxAge: number;
  /** How long after that while it fetches a newer one. */
  readonly staleWhileRevalidate?: number;
  /** How long after that while the service fails. */
  readonly staleIfError?: number;
  /** How long a client may keep one, which nobody can purge; not at all unless said. */
  readonly clientMaxAge?: number;
  /** By which it is told to forget. */
  readonly tags: EdgeTags<R>;
  /** Request headers that the answer depends on. */
  readonly vary?: readonly string[];
  /** The answer is the same whoever asks, so also who asks with credentials may be given it. */
  readonly forEveryone?: boolean;
}

/** What is wrong with a declaration, or undefined. */
export function faultOf({ tags, ...options }: EdgeCachedOptions<never>): string | undefined {
  if (typeof tags !== 'function' && !(Array.isArray(tags) && tags.length > 0 && tags.every(Boolean)))
    return 'has no tags, so nothing could have its answers forgotten: give tags, or a function that gives them';
  const { maxAge, staleWhileRevalidate = 0, staleIfError = 0, clientMaxAge = 0 } = options;
  for (const [name, seconds] of Object.entries({ maxAge, staleWhileRevalidate, staleIfError, clientMaxAge }))
    if (!Number.isSafeInteger(seconds) || seconds < 0 || (name === 'maxAge' && seconds === 0))
      return `has ${name} ${seconds}: give whole seconds${name === 'maxAge' ? ' above 0' : ', 0 or more'}`;
  return undefined;
}
