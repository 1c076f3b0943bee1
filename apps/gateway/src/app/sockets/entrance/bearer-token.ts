import { NotAuthenticatedError } from '@secureconnect/identity';

const scheme = /^Bearer +([^\s]+)$/i;

/** The token of an Authorization header; undefined without one, and 401 for a header that carries none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const token = scheme.exec(authorization)?.[1];
  if (token === undefined) throw new NotAuthenticatedError('');
  return token;
}
