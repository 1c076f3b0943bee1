/** Swift ended instead of answering; the message has what it said. */
export class S3StartError extends Error {
  readonly code = 'S3_START';

  constructor(log: string) {
    super(`swift ended:\n${log}`);
    this.name = 'S3StartError';
  }
}
