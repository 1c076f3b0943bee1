/** There is no Swift on this machine; the message says how to install it. */
export class S3MissingError extends Error {
  readonly code = 'S3_MISSING';

  constructor(detail?: string) {
    super(
      `swift-proxy-server was not found on the PATH${detail ? ` (${detail})` : ''}. Install it: apt-get install swift-proxy`,
    );
    this.name = 'S3MissingError';
  }
}
