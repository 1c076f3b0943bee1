import { type IncomingMessage } from 'node:http';

/** So long who still sends is listened to, that she may read why she was refused; then her connection ends. */
const lingerMs = 5_000;

/** Reads what still comes of a request that has its answer, without keeping any of it. */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  request.resume();
  const timer = setTimeout(() => request.destroy(), lingerMs).unref();
  request.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer));
}
