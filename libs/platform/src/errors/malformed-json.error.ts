import { ProblemError } from './problem.error';

/** The body is not JSON, or nested deeper than anything the API takes. */
export class MalformedJsonError extends ProblemError {
  readonly code = 'malformed_json';
}
