import { errorCodes, type ServiceMode } from '@secureconnect/contracts';
import { securityHeaders } from '../http/security-headers';
import { errorBody } from './error-body.factory';
import { defaultRetryAfterSeconds, type Problem } from './problem';
import { statusOf } from './to-problem';

/** A problem as an HTTP answer, for who writes one without the framework. */
export interface ProblemAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string;
}

const fixed: readonly string[] = [
  ...Object.entries(securityHeaders).flat(),
  'content-type',
  'application/json; charset=utf-8',
];

/** Seconds after which asking again makes sense, where that is so. */
export function retryAfterOf(problem: Problem): number | undefined {
  const { status } = errorCodes[problem.code];
  if (problem.retryAfterSeconds !== undefined) return problem.retryAfterSeconds;
  return status === 503 || status === 429 ? defaultRetryAfterSeconds : undefined;
}

/** Writes a problem as the answer of the contract. */
export function problemAnswer(problem: Problem, mode: ServiceMode, requestId: string): ProblemAnswer {
  const body = JSON.stringify(errorBody(problem, mode, requestId));
  const headers = [...fixed, 'content-length', String(Buffer.byteLength(body)), 'x-request-id', requestId];
  const retryAfter = retryAfterOf(problem);
  if (retryAfter !== undefined) headers.push('retry-after', String(retryAfter));
  return { status: statusOf(problem), headers, body };
}
