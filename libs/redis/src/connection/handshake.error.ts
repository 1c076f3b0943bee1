/** No connection came about, for a reason of no known class: somebody has to look at the settings. */
export class HandshakeError extends Error {
  readonly code = 'redis_handshake';
  readonly fault = 'misconfigured';

  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'HandshakeError';
  }
}
