import { type ErrorDefinition } from './error-definition';

/** The service cannot, for now. */
export const serviceErrorCodes = {
  internal_error: {
    status: 500,
    error: 'INTERNAL_ERROR',
    message: 'Something failed on our side. The request id finds it in the logs.',
  },
  upstream_unavailable: {
    status: 502,
    error: 'BAD_GATEWAY',
    message: 'The service behind this route cannot be reached. Ask again shortly.',
  },
  upstream_timeout: {
    status: 504,
    error: 'GATEWAY_TIMEOUT',
    message: 'The service behind this route did not answer in time. Ask again shortly.',
  },
  redis_unavailable: {
    status: 503,
    error: 'SERVICE_DEGRADED',
    message: 'This operation is operating in degraded mode and is refused until Redis is back.',
  },
  revocation_unknown: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'Nobody can say right now whether this session was ended. Ask again shortly.',
  },
  overloaded: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'Too many ask for this right now. Ask again shortly.',
  },
  database_unavailable: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'The database cannot be reached. Ask again shortly.',
  },
  database_timeout: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'The database did not answer in time. Ask again shortly.',
  },
  deadline_exceeded: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'The request was not finished within its deadline. Ask again shortly.',
  },
  not_ready: { status: 503, error: 'SERVICE_UNAVAILABLE', message: 'The service is not ready for traffic.' },
  shutting_down: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'The service is shutting down. Ask again; another instance will answer.',
  },
} as const satisfies Record<string, ErrorDefinition>;
