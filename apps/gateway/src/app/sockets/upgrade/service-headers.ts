import { type ClientStatements } from '@secureconnect/platform';
import { requestHeaders } from '../../proxy/request-headers';
import { type Visit } from '../entrance/visit';

const withoutExtensions = (headers: readonly string[]): string[] => {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2)
    if (headers[index]?.toLowerCase() !== 'sec-websocket-extensions')
      kept.push(headers[index] as string, headers[index + 1] as string);
  return kept;
};

/**
 * The headers with which a service is asked for a socket, names and values in turn. Whether the origin may is answered
 * here, where it is known under which name the client called; the service hears of no origin.
 */
export function serviceHeaders(visit: Visit, statements: ClientStatements): string[] {
  const { head, route, client, requestId, traceparent } = visit;
  head.origin = undefined;
  return withoutExtensions(
    requestHeaders(head, {
      requestId,
      traceparent,
      address: client.address,
      isSecure: visit.isSecure,
      statement: statements.for(route.upstream, client.address),
    }),
  );
}
