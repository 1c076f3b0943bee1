import { type AccessTokenClaims, accessTokenAudience, longestAccessTokenSeconds } from './access-token';
import { type Caller } from './caller';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const roles = new Set<unknown>(['user', 'admin'] satisfies AccessTokenClaims['role'][]);

const isId = (value: unknown): boolean => typeof value === 'string' && uuid.test(value);
const isTime = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const isMethods = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= 8 && value.every((method) => typeof method === 'string');

/** Reads who asks from the claims of a genuine token; undefined where they are not those of an access token. */
export function readClaims(payload: object): Caller | undefined {
  if (!isWhole(payload)) return undefined;
  return {
    userId: payload.sub,
    sessionId: payload.sid,
    tokenId: payload.jti,
    role: payload.role,
    methods: payload.amr,
    issuedAtMs: payload.iat_ms,
    authenticatedAtMs: payload.auth_time * 1_000,
    expiresAtMs: payload.exp * 1_000,
  };
}

function isWhole(payload: object): payload is AccessTokenClaims {
  const claims = payload as Partial<Record<keyof AccessTokenClaims, unknown>>;
  const ids = [claims.sub, claims.jti, ...('sid' in claims ? [claims.sid] : [])];
  const times = [claims.iat, claims.iat_ms, claims.exp, claims.auth_time];
  const isShaped = ids.every(isId) && times.every(isTime) && roles.has(claims.role) && isMethods(claims.amr);
  return isShaped && claims.aud === accessTokenAudience && isTimely(payload as AccessTokenClaims);
}

/** The two times of issue are one, and no token outlives what would revoke it. */
function isTimely({ iat, iat_ms: iatMs, exp }: AccessTokenClaims): boolean {
  const lives = exp - iat;
  return Math.floor(iatMs / 1_000) === iat && lives > 0 && lives <= longestAccessTokenSeconds;
}
