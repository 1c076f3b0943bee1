import { ProblemError } from '@secureconnect/platform';

/** No device of whoever asks has this id. */
export class PushTokenUnknownError extends ProblemError {
  readonly code = 'push_token_unknown';
}
