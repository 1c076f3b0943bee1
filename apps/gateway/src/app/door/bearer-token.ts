const scheme = 'bearer ';
const space = 0x20;

/** The token of an Authorization header; undefined where it holds none. The scheme's name has no case. */
export function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length <= scheme.length) return undefined;
  const said = authorization.slice(0, scheme.length);
  if (said !== 'Bearer ' && said.toLowerCase() !== scheme) return undefined;
  let start = scheme.length;
  while (authorization.charCodeAt(start) === space) start += 1;
  const token = authorization.slice(start);
  return token === '' || token.includes(' ') ? undefined : token;
}
