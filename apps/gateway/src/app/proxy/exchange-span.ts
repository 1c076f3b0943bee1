import { tracerInUse, type TraceSpan } from '@secureconnect/platform';
import { type RequestNames } from './request-names';

/**
 * The span of a request that came through the door; undefined while tracing is off. Whoever sends it is a stranger: the
 * trace she names is gone on with, and whether it is recorded is for us to say.
 */
export const beginExchange = (
  method: string,
  { requestId, traceparent }: RequestNames,
  isNamed: boolean,
): TraceSpan | undefined =>
  tracerInUse()?.begin({
    name: method,
    side: 'server',
    ...(isNamed && { parent: traceparent, isStranger: true }),
    attributes: { 'http.request.method': method, 'secureconnect.request_id': requestId },
  });

/** The same for a request for a socket, by whose span it is called from then on; its events are traces of their own. */
export function beginHandshake(names: RequestNames, given: string | undefined): TracedNames {
  const span = beginExchange('GET', names, names.traceparent === given);
  return span ? { ...names, traceparent: span.traceparent, span } : names;
}

/** What a request is called by, and its span where that is traced. */
export interface TracedNames extends RequestNames {
  readonly span?: TraceSpan;
}

/** How a request ended. */
export interface ExchangeEnd {
  readonly method: string;
  /** The template; undefined: there is no such route. */
  readonly route: string | undefined;
  readonly status: number;
  readonly isCut: boolean;
}

/** Ends its span. */
export function endExchange(span: TraceSpan, { method, route, status, isCut }: ExchangeEnd): void {
  if (route !== undefined) {
    span.rename(`${method} ${route}`);
    span.set('http.route', route);
  }
  span.set('http.response.status_code', status);
  if (isCut) span.end('cut');
  else span.end(status >= 500 ? String(status) : undefined);
}
