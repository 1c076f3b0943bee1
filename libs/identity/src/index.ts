export {
  accessTokenAudience,
  type AccessTokenClaims,
  accessTokenIssuer,
  accessTokenType,
} from './access-token';
export { type Caller, type Role } from './caller';
