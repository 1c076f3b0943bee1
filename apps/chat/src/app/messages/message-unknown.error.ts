import { ProblemError } from '@secureconnect/platform';

/** No such message, or not one she may see: nobody learns which. */
export class MessageUnknownError extends ProblemError {
  readonly code = 'message_unknown';
}
