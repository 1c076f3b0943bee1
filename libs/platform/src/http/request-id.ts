import { type IncomingMessage } from 'node:http';
import { v7 } from 'uuid';

/** A request id that is taken as it came. */
export const isRequestId = (given: string): boolean => wellFormed.test(given);

const wellFormed = /^[\w.:-]{8,128}$/;

/** Takes the caller's X-Request-Id if it is well formed, else makes one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && isRequestId(given) ? given : v7();
}

/** A W3C trace context that is passed on as it came. */
export const isTraceparent = (given: string): boolean => traceContext.test(given);

/** Version ff, and ids of zeros alone, are none by the standard: whoever sends them would share a trace with all who do. */
const traceContext = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's W3C trace context, if it is well formed. */
export function traceparentOf(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  const given = request.headers['traceparent'];
  return typeof given === 'string' && isTraceparent(given) ? given : undefined;
}
