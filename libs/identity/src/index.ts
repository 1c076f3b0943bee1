export { AccessRuleError } from './access-rule.error';
export { type CallerDemands } from './access-rule';
export {
  accessTokenAudience,
  type AccessTokenClaims,
  accessTokenIssuer,
  accessTokenType,
  longestAccessTokenSeconds,
} from './access-token';
export { AccessTokenVerifier } from './access-token-verifier.service';
export { Authenticated } from './authenticated.decorator';
export { Authenticator } from './authenticator.service';
export { type Caller, type Role } from './caller';
export { CurrentCaller, noteCaller } from './current-caller.decorator';
export { deviceOf } from './device-of';
export { IdentityModule } from './identity.module';
export { type IdentityOptions, type IdentitySettings } from './identity.options';
export { identitySettings, type IdentityValues } from './identity.settings';
export { KeyRing } from './key-ring';
export { RemoteTokenKeys } from './remote-token-keys.adapter';
export { NotAuthenticatedError } from './not-authenticated.error';
export { type TokenKey, TokenKeys } from './token-keys.port';
export { isTokenInQuery } from './token-in-query';
export { TokenExpiredError } from './token-expired.error';
export { TokenRevokedError } from './token-revoked.error';
