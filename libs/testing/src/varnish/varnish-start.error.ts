/** Varnish ended instead of answering; the message has what it said. */
export class VarnishStartError extends Error {
  readonly code = 'VARNISH_START';

  constructor(log: string) {
    super(`varnishd ended:\n${log}`);
    this.name = 'VarnishStartError';
  }
}
