import { DrillError } from '../drill.error';
import { fetchFrom } from './fetch-from';

/** What a request came to. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly bytes: Buffer;
}

/** What a request has besides its route. */
export interface Request {
  readonly token?: string;
  readonly json?: unknown;
  readonly form?: FormData;
}

/** Longer than any of our answers may take: what is not answered by then hangs. */
const patienceMs = 5_000;

/** The one door, asked as any program asks it: no retries, so that nothing is glossed over. */
export class Gateway {
  /** `from`: the address of this machine that is asked from; the ordinary one where none is named. */
  constructor(
    readonly url: string,
    private readonly from?: string,
  ) {}

  async ask(method: string, path: string, { token, json, form }: Request = {}): Promise<Answer> {
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    };
    const text = json === undefined ? undefined : JSON.stringify(json);
    const [url, signal] = [`${this.url}${path}`, AbortSignal.timeout(patienceMs)];
    const response = this.from
      ? await fetchFrom(this.from, url, { method, headers, body: text, signal })
      : await fetch(url, { method, headers, body: form ?? text, signal });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, body: bodyOf(response, bytes), bytes };
  }

  /** The answer, which must have this status. */
  async expect(status: number, method: string, path: string, request?: Request): Promise<Answer> {
    const answer = await this.ask(method, path, request);
    if (answer.status === status) return answer;
    const { code = '', message = '' } = answer.body as { code?: string; message?: string };
    throw new DrillError(`${method} ${path} answered ${answer.status} ${code} ${message}`.trim());
  }
}

function bodyOf(response: Response, bytes: Buffer): Record<string, unknown> {
  if (!response.headers.get('content-type')?.includes('json') || bytes.length === 0) return {};
  return JSON.parse(bytes.toString()) as Record<string, unknown>;
}
