/** Clamd ended instead of answering; the message has what it said. */
export class ClamdStartError extends Error {
  readonly code = 'CLAMD_START';

  constructor(log: string) {
    super(`clamd ended:\n${log}`);
    this.name = 'ClamdStartError';
  }
}
