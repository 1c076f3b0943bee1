import { ProblemError } from '@secureconnect/platform';

/** The page has no such file, or was not built beside the gateway. */
export class PageNotBuiltError extends ProblemError {
  readonly code = 'not_found';
}
