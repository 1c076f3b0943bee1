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
