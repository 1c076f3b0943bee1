import { ProblemError } from './problem.error';

/** No route has this path. */
export class RouteNotFoundError extends ProblemError {
  readonly code = 'route_not_found';
}
