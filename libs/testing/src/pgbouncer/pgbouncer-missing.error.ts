import { ProgramMissingError } from '../install/program-missing.error';

/** There is no PgBouncer on this machine; the message says how to install it. */
export class PgBouncerMissingError extends ProgramMissingError {
  readonly code = 'PGBOUNCER_MISSING';

  constructor(detail?: string) {
    super('pgbouncer', 'pgbouncer', detail);
  }
}
