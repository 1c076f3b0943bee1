import { MalformedSocketRequestError } from './malformed-socket-request.error';
import { TokenInUrlError } from './token-in-url.error';

/** Names under which people put tokens where every log on the way keeps them. */
const forToken = new Set([
  'token', 'access_token', 'auth_token', 'refresh_token', 'id_token', 'jwt', 'auth', 'authorization', 'bearer', 'api_key',
]); // prettier-ignore
const likeToken = /^(Bearer )?eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** What a client of Engine.IO says in its address; throws 400 for a token, and for what two programs would read differently. */
export function readQuery(target: string): URLSearchParams {
  const mark = target.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  const seen = new Set<string>();
  for (const [name, value] of query) {
    if (forToken.has(name.toLowerCase()) || likeToken.test(value)) throw new TokenInUrlError('');
    if (seen.has(name)) throw new MalformedSocketRequestError('A parameter of the address is there twice.');
    seen.add(name);
  }
  return query;
}
