/** There is no clamd on this machine; the message says how to install it. */
export class ClamdMissingError extends Error {
  readonly code = 'CLAMD_MISSING';

  constructor(detail?: string) {
    super(
      `clamd was not found on the PATH${detail ? ` (${detail})` : ''}. Install it: apt-get install clamav-daemon`,
    );
    this.name = 'ClamdMissingError';
  }
}
