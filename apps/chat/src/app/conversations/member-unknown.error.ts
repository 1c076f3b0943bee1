import { ProblemError } from '@secureconnect/platform';

/** Nobody with this id is in the conversation. */
export class MemberUnknownError extends ProblemError {
  readonly code = 'member_unknown';
}
