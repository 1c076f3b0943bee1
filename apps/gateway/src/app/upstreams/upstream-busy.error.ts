import { ProblemError } from '@secureconnect/platform';

/** As many requests as may be are under way to a service. */
export class UpstreamBusyError extends ProblemError {
  readonly code = 'overloaded';

  constructor() {
    super('Too many requests are under way to the service behind this route. Ask again shortly.');
  }
}
