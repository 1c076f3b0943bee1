import { DrillError } from '../drill.error';

/** What a request came to. */
export interface Answer {
  readonly status: number;
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
  constructor(readonly url: string) {}

  async ask(method: string, path: string, { token, json, form }: Request = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
      signal: AbortSignal.timeout(patienceMs),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, body: bodyOf(response, bytes), bytes };
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
