/** A declaration of `@EdgeCached` that cannot be held; the message names class, method and cure. */
export class EdgeCachedError extends Error {
  readonly code = 'edge_cached_invalid';

  constructor(where: string, fault: string) {
    super(`@EdgeCached on ${where} ${fault}`);
    this.name = 'EdgeCachedError';
  }
}
