import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type RequestHead } from '../door/request-head';

/** A client that still sends is given so long to notice that it was answered. */
const lingerMs = 1_000;
/** So little is read to the end, which keeps the connection… */
const worthReading = 65_536;
/** …for so long: of a request that was answered nobody else counts the time. */
const restMs = 5_000;

/** Whether the rest of a request is short and sure to come, so that its connection can be used again. */
export const isNearlyRead = (
  { complete }: Pick<IncomingMessage, 'complete'>,
  { hasBody, isChunked, contentLength }: Pick<RequestHead, 'hasBody' | 'isChunked' | 'contentLength'>,
): boolean => complete || !hasBody || (!isChunked && contentLength <= worthReading);

/**
 * Ends an answer whose request has not come in full. Closing at once would reset the connection under the bytes still
 * on their way, and with them the answer; so they are read and dropped for a moment.
 */
export function endPolitely(
  request: IncomingMessage,
  response: ServerResponse,
  body?: string | Buffer,
): void {
  if (request.complete || response.shouldKeepAlive) {
    response.end(body);
    if (!request.complete) readRest(request);
    return;
  }
  if (body !== undefined) response.write(body);
  const timer = setTimeout(end, lingerMs);
  function end(): void {
    clearTimeout(timer);
    response.end();
  }
  request.once('end', end);
  response.once('close', () => clearTimeout(timer));
  request.resume();
}

function readRest(request: IncomingMessage): void {
  const timer = setTimeout(() => request.socket.destroy(), restMs);
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
