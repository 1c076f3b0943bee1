import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** An answer, whatever its status. */
export type HttpAnswer = {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; undefined when it is none. A test reads whatever shape it asserts. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
  ms: number;
};

/** One request; `body` is sent as JSON unless it is a string or bytes. */
export type HttpRequest = {
  headers?: Record<string, string | string[]>;
  body?: unknown;
  /** Milliseconds for the whole of it, 10,000 unless said. */
  deadline?: number;
};

/** The call did not end within its deadline. */
export class HttpDeadlineError extends Error {
  readonly code = 'HTTP_DEADLINE';

  constructor(what: string, deadline: number) {
    super(`${what} did not end within ${deadline} ms`);
    this.name = 'HttpDeadlineError';
  }
}

/** Sends one request; rejects only when no whole answer came. */
export async function sendHttp(
  agent: Agent | false,
  method: string,
  url: URL,
  { headers = {}, body, deadline = 10_000 }: HttpRequest = {},
): Promise<HttpAnswer> {
  const started = performance.now();
  const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const payload = isRaw ? (body as string | Buffer | undefined) : JSON.stringify(body);
  const type = isRaw ? {} : { 'content-type': 'application/json' };
  const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) };
  const call = request(url, { method, agent, headers: { ...type, ...length, ...headers } });
  const timer = setTimeout(() => call.destroy(new HttpDeadlineError(`${method} ${url}`, deadline)), deadline);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      call.once('response', resolve);
      call.once('error', (error) => reject(Object.assign(error, { reused: call.reusedSocket })));
      call.end(payload);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const ms = performance.now() - started;
    return { status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text), ms };
  } finally {
    clearTimeout(timer);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined; // Not JSON, which the contract of `json` says.
  }
}

/**
 * Node heeds how long a server keeps idle connections only where the agent has a limit of its own. Without one the server
 * closes first, and a request sent at that moment is reset: nothing is asked again, so no connection may be that old.
 */
const idleMs = 60_000;

/** An HTTP client for tests: no retries, no redirects, every status is an answer. */
export class HttpClient {
  private readonly agent: Agent;

  constructor(
    private readonly base: string,
    private readonly headers: Record<string, string | string[]>,
    private readonly keepAlive: boolean,
  ) {
    this.agent = new Agent({ keepAlive, timeout: idleMs });
  }

  /** Any method on a path below the base. */
  request(method: string, path: string, options: HttpRequest = {}): Promise<HttpAnswer> {
    const headers = { ...this.headers, ...options.headers };
    return sendHttp(this.agent, method, new URL(path, this.base), { ...options, headers });
  }

  get(path: string, options?: HttpRequest): Promise<HttpAnswer> {
    return this.request('GET', path, options);
  }

  post(path: string, body?: unknown, options?: HttpRequest): Promise<HttpAnswer> {
    return this.request('POST', path, { ...options, body });
  }

  put(path: string, body?: unknown, options?: HttpRequest): Promise<HttpAnswer> {
    return this.request('PUT', path, { ...options, body });
  }

  patch(path: string, body?: unknown, options?: HttpRequest): Promise<HttpAnswer> {
    return this.request('PATCH', path, { ...options, body });
  }

  delete(path: string, options?: HttpRequest): Promise<HttpAnswer> {
    return this.request('DELETE', path, options);
  }

  /** The same client with further headers on every request, e.g. a token. */
  with(headers: Record<string, string | string[]>): HttpClient {
    return new HttpClient(this.base, { ...this.headers, ...headers }, this.keepAlive);
  }

  /** Drops idle connections. */
  close(): void {
    this.agent.destroy();
  }
}

/** A client for the service at `base`; connections are kept alive unless told otherwise. */
export function httpClient(
  base: string,
  { headers = {}, keepAlive = true }: { headers?: Record<string, string>; keepAlive?: boolean } = {},
): HttpClient {
  return new HttpClient(base, headers, keepAlive);
}
