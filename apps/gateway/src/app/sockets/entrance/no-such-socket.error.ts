import { ProblemError } from '@secureconnect/platform';

/** Nobody opens sockets here. */
export class NoSuchSocketError extends ProblemError {
  readonly code = 'route_not_found';
}
