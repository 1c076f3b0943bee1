/** Coturn ended instead of answering; the message has what it said. */
export class CoturnStartError extends Error {
  readonly code = 'COTURN_START';

  constructor(log: string) {
    super(`turnserver ended:\n${log}`);
    this.name = 'CoturnStartError';
  }
}
