import { HttpException } from '@nestjs/common';
import { errorCodes, type ErrorCode } from '@secureconnect/contracts';
import { RedisUnavailableError } from '@secureconnect/resilience';
import { classifyDatabaseError } from '../database/classify-database-error';
import { type Problem } from './problem';
import { ProblemError } from './problem.error';

const byFastifyCode: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'url_too_long',
  FST_ERR_NOT_FOUND: 'route_not_found',
};

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_request',
  401: 'not_authenticated',
  403: 'not_allowed',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  410: 'gone',
  413: 'body_too_large',
  414: 'url_too_long',
  415: 'unsupported_media_type',
  422: 'validation_failed',
  429: 'rate_limited',
  431: 'headers_too_large',
  503: 'not_ready',
};

const databaseCodes = { unavailable: 'database_unavailable', timeout: 'database_timeout' } as const;

/** Only a client's own fault may be answered with its status; anything else unknown is ours. */
function fromStatus(error: unknown): ErrorCode | undefined {
  if (error instanceof HttpException) return byStatus[error.getStatus()];
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status < 500 ? byStatus[status] : undefined;
}

function fromFastify(error: unknown): ErrorCode | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? byFastifyCode[code] : undefined;
}

function fromDatabase(error: unknown): ErrorCode | undefined {
  const verdict = classifyDatabaseError(error);
  return verdict && databaseCodes[verdict];
}

/** Reads any thrown value as a problem; what nothing recognises is an internal error and says no more. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) {
    const { code, message, details, retryAfterSeconds } = error;
    return { code, message: message || undefined, details, retryAfterSeconds };
  }
  if (error instanceof RedisUnavailableError) {
    const { code, message, retryAfterSeconds } = error;
    return { code, message, retryAfterSeconds };
  }
  return { code: fromFastify(error) ?? fromDatabase(error) ?? fromStatus(error) ?? 'internal_error' };
}

/** The HTTP status a problem is answered with. */
export const statusOf = (problem: Problem): number => errorCodes[problem.code].status;
