import { isTokenInQuery, NotAuthenticatedError } from '@secureconnect/identity';
import { type Socket } from 'socket.io';
import { TokenInAddressError } from './token-in-address.error';

/** The token a client shows with `auth`, else in its Authorization header; throws where there is none, or one in the address. */
export function tokenOf({ auth, headers, query }: Socket['handshake']): string {
  for (const [name, value] of Object.entries(query))
    if ([value].flat().some((each) => isTokenInQuery(name, each))) throw new TokenInAddressError('');
  const { token } = (auth ?? {}) as { readonly token?: unknown };
  if (typeof token === 'string') return token;
  const [, shown] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (shown === undefined) throw new NotAuthenticatedError('');
  return shown;
}
