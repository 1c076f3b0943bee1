/** Names under which people put tokens where every log on the way keeps them. */
const forToken = new Set([
  'token', 'access_token', 'auth_token', 'refresh_token', 'id_token', 'jwt', 'auth', 'authorization', 'bearer', 'api_key',
]); // prettier-ignore
const likeToken = /^(Bearer )?eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** Whether a parameter of an address holds a token, by its name or by what it looks like. */
export const isTokenInQuery = (name: string, value: unknown): boolean =>
  forToken.has(name.toLowerCase()) || (typeof value === 'string' && likeToken.test(value));
