import { ProgramMissingError } from '../install/program-missing.error';

/** There is no coturn on this machine; the message says how to install it. */
export class CoturnMissingError extends ProgramMissingError {
  readonly code = 'COTURN_MISSING';

  constructor(detail?: string) {
    super('turnserver', 'coturn', detail);
  }
}
