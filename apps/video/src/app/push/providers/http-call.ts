import { type Dispatcher, request } from 'undici';
import { type ProviderAnswer } from './answered';

/** Of an answer so much is read, and the rest never. */
const mostBytes = 16_384;
const deadlineMs = 8_000;

/** What is posted, and by which connections. */
export interface HttpCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

/** Posts within a deadline of its own; follows nothing. */
export async function post({
  url,
  signal,
  ...call
}: HttpCall): Promise<ProviderAnswer & { readonly text: string }> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const answer = await request(url, { ...call, method: 'POST', signal: inTime });
  const said = answer.headers['retry-after'];
  return {
    status: answer.statusCode,
    retryAfter: typeof said === 'string' ? said : undefined,
    text: await read(answer.body),
  };
}

/** Its status is what counts: a body that is too long, or stops on the way, changes nothing of it. */
async function read(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      parts.push(part as Buffer);
      size += (part as Buffer).length;
      if (size > mostBytes) break;
    }
  } catch {
    body.destroy();
  }
  return Buffer.concat(parts).subarray(0, mostBytes).toString();
}
