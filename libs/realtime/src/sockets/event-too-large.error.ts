import { ProblemError } from '@secureconnect/platform';

/** A frame was announced that is larger than any event may be. */
export class EventTooLargeError extends ProblemError {
  readonly code = 'event_too_large';
}
