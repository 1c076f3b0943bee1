import { errorCodes, type ErrorBody, type ServiceMode } from '@secureconnect/contracts';
import { type Problem } from './problem';

/** Writes a problem as the body every client sees, whatever carried the request. */
export function errorBody(problem: Problem, mode: ServiceMode, requestId: string): ErrorBody {
  const { error, message } = errorCodes[problem.code];
  return {
    error,
    code: problem.code,
    message: problem.message ?? message,
    // Whoever was refused for want of Redis met the outage, perhaps before it was known.
    mode: problem.code === 'redis_unavailable' ? 'degraded' : mode,
    request_id: requestId,
    ...(problem.details === undefined ? {} : { details: problem.details }),
  };
}
