import { type ServiceMode } from '@secureconnect/contracts';
import { BackOff } from '../back-off';
import { ClientError, isPassing } from '../client-error';
import { wait } from '../wait';
import { failureOf } from './failure-of';
import { type HttpRequest } from './http-request';

/** What HTTP needs from who makes a client. */
export interface HttpOptions {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly deadlineMs: number;
  readonly attempts: number;
  readonly random: () => number;
  readonly onMode: (mode: ServiceMode) => void;
}

const repeatableMethods = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** Asks the services, each request within its deadline. */
export class Http {
  constructor(private readonly options: HttpOptions) {}

  /** Asked again, with pauses, where the failure may pass and asking twice does no harm. */
  async ask<T>(request: HttpRequest): Promise<T> {
    const backOff = new BackOff(200, 5_000, this.options.random);
    const isRepeatable =
      request.isRepeatable ?? (repeatableMethods.has(request.method) || request.idempotencyKey !== undefined);
    for (let left = isRepeatable ? this.options.attempts - 1 : 0; ; left -= 1) {
      try {
        return await this.once<T>(request);
      } catch (error) {
        if (left <= 0 || !isPassing(error)) throw error;
        await wait(backOff.next(error.retryAfterMs), request.signal);
      }
    }
  }

  /** Asked once; undefined where the answer has no body. */
  async once<T>(request: HttpRequest): Promise<T> {
    return (await this.within(request, async (signal) => this.read(await this.send(request, signal)))) as T;
  }

  /** Asked once; resolves as soon as a success begins, whose body is the caller's to read or to cancel. */
  answer(request: HttpRequest): Promise<Response> {
    return this.within(request, async (signal) => {
      const response = await this.send(request, signal);
      if (!response.ok) await this.read(response);
      this.options.onMode(modeOf(response, undefined));
      return response;
    });
  }

  private async within<T>(request: HttpRequest, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, deadlineMs = this.options.deadlineMs } = request;
    signal?.throwIfAborted();
    const own = new AbortController();
    const give = () => own.abort(signal?.reason);
    signal?.addEventListener('abort', give, { once: true });
    const late = () => own.abort(new ClientError('timeout', `No answer within ${deadlineMs} ms.`));
    const timer = setTimeout(late, deadlineMs);
    try {
      return await run(own.signal);
    } catch (error) {
      if (own.signal.aborted) throw own.signal.reason;
      if (error instanceof ClientError) throw error;
      throw new ClientError('network', 'The service cannot be reached.', { cause: error });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', give);
    }
  }

  private send(request: HttpRequest, signal: AbortSignal): Promise<Response> {
    const { method, body, bytes = body === undefined ? undefined : JSON.stringify(body) } = request;
    return this.options.fetch(this.urlOf(request), {
      ...{ method, signal, headers: headersOf(request), credentials: 'omit' },
      ...(bytes !== undefined && { body: bytes }),
    });
  }

  private async read(response: Response): Promise<unknown> {
    const text = await response.text();
    const read = text === '' ? undefined : parsed(text);
    this.options.onMode(modeOf(response, read));
    if (!response.ok) throw failureOf(response, read);
    if (text !== '' && read === undefined)
      throw new ClientError('unreadable_answer', 'The answer is not JSON.', { status: response.status });
    return read;
  }

  private urlOf({ path, query = {} }: HttpRequest): string {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, `${value}`);
    const search = asked.toString();
    return `${this.options.baseUrl}${path}${search && `?${search}`}`;
  }
}

/** In the header, and in the body of a refusal. */
function modeOf({ headers }: Response, body: unknown): ServiceMode {
  const said = headers.get('x-service-mode') ?? (body as { mode?: unknown } | null | undefined)?.mode;
  return said === 'degraded' ? 'degraded' : 'normal';
}

function headersOf({ body, token, idempotencyKey, headers }: HttpRequest): Record<string, string> {
  return {
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...headers,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined; // The caller knows what it means, by the status.
  }
}
