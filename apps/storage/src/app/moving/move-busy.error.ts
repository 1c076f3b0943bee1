/** Blobs are being moved already. */
export class MoveBusyError extends Error {
  constructor() {
    super('Another move is under way; let it end, or end it, and ask again.');
  }
}
