import { ProgramMissingError } from '../install/program-missing.error';

/** There is no Varnish on this machine; the message says how to install it. */
export class VarnishMissingError extends ProgramMissingError {
  readonly code = 'VARNISH_MISSING';

  constructor(detail?: string) {
    super('varnishd', 'varnish-modules', detail);
  }
}
