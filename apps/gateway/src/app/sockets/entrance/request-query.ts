import { isTokenInQuery } from '@secureconnect/identity';
import { MalformedSocketRequestError } from './malformed-socket-request.error';
import { TokenInUrlError } from './token-in-url.error';

/** What a client of Engine.IO says in its address; throws 400 for a token, and for what two programs would read differently. */
export function readQuery(target: string): URLSearchParams {
  const mark = target.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  const seen = new Set<string>();
  for (const [name, value] of query) {
    if (isTokenInQuery(name, value)) throw new TokenInUrlError('');
    if (seen.has(name)) throw new MalformedSocketRequestError('A parameter of the address is there twice.');
    seen.add(name);
  }
  return query;
}
