import { type ErrorBody } from '@secureconnect/contracts';
import { ClientError } from '../client-error';

/** Milliseconds until one may ask again, from seconds or a date. */
function retryAfterMs(headers: Headers): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const ms = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** What an answer that is no success means. */
export function failureOf(response: Response, body: unknown): ClientError {
  const facts = { status: response.status, retryAfterMs: retryAfterMs(response.headers) };
  const told = body as ErrorBody | undefined;
  if (typeof told?.code === 'string') return ClientError.of(told, facts);
  // Something on the way has answered, a proxy say.
  return new ClientError('unreadable_answer', `The answer was ${response.status}, and not of ours.`, facts);
}
