import { ProblemError } from '@secureconnect/platform';

/** The link was not signed here, was altered, or opens another file. */
export class LinkRefusedError extends ProblemError {
  readonly code = 'link_refused';
}
