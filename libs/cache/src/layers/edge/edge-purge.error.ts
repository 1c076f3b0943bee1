/** An HTTP cache answered that it did not forget; the message says which and how. */
export class EdgePurgeError extends Error {
  readonly code = 'edge_purge_refused';

  constructor(url: string, status: number | undefined) {
    super(`${url} answered a purge with ${status}`);
    this.name = 'EdgePurgeError';
  }
}
