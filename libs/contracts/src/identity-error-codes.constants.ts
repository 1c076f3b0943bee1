import { type ErrorDefinition } from './error-definition';

/** Who asks is not known, or may not. */
export const identityErrorCodes = {
  not_authenticated: { status: 401, error: 'UNAUTHORIZED', message: 'Sign in first.' },
  invalid_credentials: {
    status: 401,
    error: 'UNAUTHORIZED',
    message: 'The address or the password is wrong.',
  },
  invalid_refresh_token: {
    status: 401,
    error: 'UNAUTHORIZED',
    message: 'The refresh token does not count any more. Sign in again.',
  },
  token_expired: { status: 401, error: 'UNAUTHORIZED', message: 'The access token has expired. Refresh it.' },
  token_revoked: {
    status: 401,
    error: 'UNAUTHORIZED',
    message: 'This session has been ended. Sign in again.',
  },
  forged_statement: {
    status: 401,
    error: 'UNAUTHORIZED',
    message: 'This request says of its client what the gateway has not said. Come through the gateway.',
  },
  reauthentication_required: {
    status: 401,
    error: 'UNAUTHORIZED',
    message: 'Show who you are once more: this needs your password.',
  },
  invalid_code: { status: 401, error: 'UNAUTHORIZED', message: 'The code is wrong, or was used already.' },
  api_key_unknown: { status: 401, error: 'UNAUTHORIZED', message: 'Nobody has this API key.' },
  operator_token_wrong: {
    status: 401,
    error: 'UNAUTHORIZED',
    message: "Send the operator's token as Authorization: Bearer.",
  },
  operator_token_unset: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'This service has no OPERATOR_TOKEN, so nobody may do this here.',
  },
  another_instance: {
    status: 409,
    error: 'CONFLICT',
    message: 'This is for another instance. Give each an address of its own, and look again.',
  },
  not_allowed: { status: 403, error: 'FORBIDDEN', message: 'You may not do this.' },
  email_unverified: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'Verify the address first: the link is in your mail.',
  },
  step_up_required: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'A code is needed as well; details say where it is to be sent.',
  },
  mfa_enrolment_required: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'Your role needs a second factor. Set one up first.',
  },
  mfa_required: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'Your role must have a second factor, so it cannot be taken away.',
  },
  account_disabled: { status: 403, error: 'FORBIDDEN', message: 'This account is disabled.' },
  origin_not_allowed: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'This origin is not in CORS_ORIGINS, so it may not open a socket.',
  },
} as const satisfies Record<string, ErrorDefinition>;
