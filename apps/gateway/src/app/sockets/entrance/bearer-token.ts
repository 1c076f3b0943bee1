import { NotAuthenticatedError } from '@secureconnect/identity';
import { bearerOf } from '../../door/bearer-token';

/** The token of an Authorization header; undefined without one, and 401 for a header that carries none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const token = bearerOf(authorization);
  if (token === undefined) throw new NotAuthenticatedError('');
  return token;
}
