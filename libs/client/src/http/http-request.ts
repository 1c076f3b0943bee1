/** How long something may take, and who may end it. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** One request, as a service expects it. */
export interface HttpRequest extends CallOptions {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Sent as it is, in place of JSON. */
  readonly bytes?: NonNullable<RequestInit['body']>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly deadlineMs?: number;
  /** Sent with a create, so that asking twice creates once. */
  readonly idempotencyKey?: string;
  /** Asking twice does no more than asking once; GET, PUT and DELETE, and what has a key, unless said. */
  readonly isRepeatable?: boolean;
}
