/** What keeps a storm from being held, or from being judged; the message says what to do. */
export class StormError extends Error {
  readonly code = 'STORM';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StormError';
  }
}
