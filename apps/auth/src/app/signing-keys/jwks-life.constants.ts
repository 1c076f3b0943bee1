/**
 * Seconds for which the JWKS is kept, by one after the other: our own cache, an HTTP cache, a client. All of them
 * together stay below the least SIGNING_KEY_LEAD_SECONDS, so that whoever heard of nothing has a key before it signs.
 */
export const jwksLife = { own: 300, edge: 300, refreshing: 30, client: 60 } as const;
