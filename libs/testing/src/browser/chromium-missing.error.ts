import { ProgramMissingError } from '../install/program-missing.error';

/** There is no Chromium on this machine; the message says how to install it. */
export class ChromiumMissingError extends ProgramMissingError {
  readonly code = 'CHROMIUM_MISSING';

  constructor(detail?: string) {
    super('chromium', 'chromium', detail);
  }
}
