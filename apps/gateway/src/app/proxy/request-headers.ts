import { clientStatementHeader } from '@secureconnect/platform';
import { type RequestHead } from '../door/request-head';

/** What the gateway says of a request to the service behind. */
export interface ForwardedFacts {
  readonly requestId: string;
  readonly traceparent: string;
  readonly address: string;
  readonly isSecure: boolean;
  readonly statement: string;
}

/** The headers a service is sent: those of the client that are its own to say, and what the gateway says of it. */
export function requestHeaders(
  { passed, origin, host, contentLength }: RequestHead,
  { requestId, traceparent, address, isSecure, statement }: ForwardedFacts,
): string[] {
  passed.push('x-request-id', requestId, 'traceparent', traceparent);
  passed.push('x-forwarded-for', address, 'x-forwarded-proto', isSecure ? 'https' : 'http');
  passed.push(clientStatementHeader, statement);
  if (host !== '') passed.push('x-forwarded-host', host);
  if (origin !== undefined) passed.push('origin', origin);
  if (contentLength > 0) passed.push('content-length', String(contentLength));
  return passed;
}

/** Has a service go on with another trace. Only names are looked at: a client may have written a value that reads like one. */
export function nameTrace(headers: string[], traceparent: string): void {
  for (let at = 0; at < headers.length; at += 2)
    if (headers[at] === 'traceparent') headers[at + 1] = traceparent;
}
