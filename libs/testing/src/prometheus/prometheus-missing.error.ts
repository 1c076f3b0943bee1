import { ProgramMissingError } from '../install/program-missing.error';

/** There is no Prometheus on this machine; the message says how to install it. */
export class PrometheusMissingError extends ProgramMissingError {
  readonly code = 'PROMETHEUS_MISSING';

  constructor(detail?: string) {
    super('prometheus', 'prometheus', detail);
  }
}
