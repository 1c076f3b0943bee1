import { longestAccessTokenSeconds } from '@secureconnect/identity';

/** Seconds an access token lives; a stateless one, which only a revocation could end, for less. */
export const accessTokenLife = { ofSession: longestAccessTokenSeconds, stateless: 300 } as const;
