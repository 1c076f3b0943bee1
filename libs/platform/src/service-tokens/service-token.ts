/** What a token of a service is for: one that serves one purpose cannot stand in for another. */
export type ServiceTokenType = 'client+jwt' | 'service+jwt';

/** The claims of a token with which one service speaks to another. */
export interface ServiceTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly [claim: string]: unknown;
}

/** No token of a service lives longer, in seconds. */
export const longestServiceTokenSeconds = 60;

/** By so many seconds the clocks of two machines may differ. */
export const serviceClockSkewSeconds = 5;
