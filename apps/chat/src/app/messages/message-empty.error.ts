import { ProblemError } from '@secureconnect/platform';

/** Neither words nor files. */
export class MessageEmptyError extends ProblemError {
  readonly code = 'message_empty';
}
