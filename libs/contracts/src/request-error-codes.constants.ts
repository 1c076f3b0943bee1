import { type ErrorDefinition } from './error-definition';

/** The request cannot be served as it is. */
export const requestErrorCodes = {
  malformed_json: { status: 400, error: 'BAD_REQUEST', message: 'The body is not valid JSON.' },
  malformed_request: { status: 400, error: 'BAD_REQUEST', message: 'The request is malformed.' },
  malformed_path: { status: 400, error: 'BAD_REQUEST', message: 'The path can be read in two ways.' },
  forbidden_key: {
    status: 400,
    error: 'BAD_REQUEST',
    message: 'The body has a key that is never allowed: __proto__ or constructor.prototype.',
  },
  invalid_cursor: {
    status: 400,
    error: 'BAD_REQUEST',
    message: 'The cursor was not issued by this list. Start again without one.',
  },
  invalid_idempotency_key: {
    status: 400,
    error: 'BAD_REQUEST',
    message: 'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  },
  token_in_url: {
    status: 400,
    error: 'BAD_REQUEST',
    message:
      'A token in an address is kept by every log on its way. Send it in auth, or as Authorization: Bearer.',
  },
  route_not_found: { status: 404, error: 'NOT_FOUND', message: 'There is no such route.' },
  not_found: { status: 404, error: 'NOT_FOUND', message: 'There is no such thing, or you may not see it.' },
  method_not_allowed: {
    status: 405,
    error: 'METHOD_NOT_ALLOWED',
    message: 'This route does not answer to that method; Allow lists those it does.',
  },
  request_timeout: {
    status: 408,
    error: 'REQUEST_TIMEOUT',
    message: 'The request was not received in time. Send it again.',
  },
  expectation_failed: {
    status: 417,
    error: 'EXPECTATION_FAILED',
    message: 'Of what Expect may ask for, only 100-continue is known here.',
  },
  conflict: { status: 409, error: 'CONFLICT', message: 'This contradicts the current state.' },
  mfa_already_enabled: {
    status: 409,
    error: 'CONFLICT',
    message: 'A second factor is set up already. Remove it first.',
  },
  last_administrator: {
    status: 409,
    error: 'CONFLICT',
    message: 'This is the last administrator. Make another one first.',
  },
  idempotency_key_reused: {
    status: 409,
    error: 'CONFLICT',
    message: 'This Idempotency-Key was used with another body. Use a new key for a new request.',
  },
  idempotency_key_in_use: {
    status: 409,
    error: 'CONFLICT',
    message: 'The first request with this Idempotency-Key is still running. Ask again shortly.',
  },
  job_key_reused: {
    status: 409,
    error: 'CONFLICT',
    message: 'This key was used for other background work. Use a new key for new work.',
  },
  link_expired: {
    status: 410,
    error: 'GONE',
    message: 'This link was used, has expired, or a newer one was sent.',
  },
  gone: { status: 410, error: 'GONE', message: 'This existed and does no longer, or was used up.' },
  body_too_large: {
    status: 413,
    error: 'PAYLOAD_TOO_LARGE',
    message: 'The body is over the limit of 1 MiB.',
  },
  event_too_large: {
    status: 413,
    error: 'PAYLOAD_TOO_LARGE',
    message: 'The event is over the limit of 256 KiB, so its socket is cut.',
  },
  url_too_long: { status: 414, error: 'URI_TOO_LONG', message: 'The address is too long.' },
  unsupported_media_type: {
    status: 415,
    error: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Send the body as application/json.',
  },
  validation_failed: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'Some fields are not valid; details lists them.',
  },
  weak_password: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'This password is too short, too long, or one that everybody guesses first.',
  },
  invalid_email: { status: 422, error: 'UNPROCESSABLE_ENTITY', message: 'This is not an address for mail.' },
  email_taken: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'Another account has this address.',
  },
  username_taken: { status: 422, error: 'UNPROCESSABLE_ENTITY', message: 'This name is taken.' },
  job_payload_too_large: {
    status: 413,
    error: 'PAYLOAD_TOO_LARGE',
    message: 'This is more than the background work it asks for takes.',
  },
  job_payload_invalid: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'The background work cannot be asked for like this; details lists the fields.',
  },
  unknown_event: { status: 404, error: 'NOT_FOUND', message: 'There is no such socket event.' },
  rate_limited: {
    status: 429,
    error: 'TOO_MANY_REQUESTS',
    message: 'Too many requests. Wait and ask again.',
  },
  too_many_sockets: {
    status: 429,
    error: 'TOO_MANY_REQUESTS',
    message: 'This address or this account has as many sockets open as it may have. Close one first.',
  },
  headers_too_large: {
    status: 431,
    error: 'REQUEST_HEADER_FIELDS_TOO_LARGE',
    message: 'The headers are over the limit.',
  },
} as const satisfies Record<string, ErrorDefinition>;
