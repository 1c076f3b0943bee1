import { type ServerResponse } from 'node:http';
import { type Visit } from '../entrance/visit';

/** Leave for a page of another origin that may open sockets to read an answer. */
export function leaveToRead({ origin }: Visit): string[] {
  if (origin === undefined) return ['vary', 'origin'];
  const leave = ['access-control-allow-origin', origin, 'access-control-allow-credentials', 'true'];
  return ['vary', 'origin', ...leave];
}

/** What goes with every answer of a service to one that polls. */
export const pollHeaders = (visit: Visit): string[] => [
  'x-request-id',
  visit.requestId,
  ...leaveToRead(visit),
];

/** What Engine.IO says, said by the gateway. */
export function answerPackets(response: ServerResponse, visit: Visit, packets: string): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(packets);
  const plain = ['content-type', 'text/plain; charset=UTF-8', 'content-length', String(body.length)];
  response.writeHead(200, [...plain, 'cache-control', 'no-store', ...pollHeaders(visit)]).end(body);
}

/** What Engine.IO says to packets that came: what becomes of them is told by the poll. */
export const answerTaken = (response: ServerResponse, visit: Visit): void =>
  answerPackets(response, visit, 'ok');

/** Leave for a page of another origin to poll. */
export function answerPreflight(response: ServerResponse, visit: Visit): void {
  const leave = [
    'access-control-allow-methods', 'GET,POST', 'access-control-max-age', '600',
    'access-control-allow-headers', 'authorization,content-type,x-request-id,traceparent',
  ]; // prettier-ignore
  response.writeHead(204, [...leave, ...pollHeaders(visit)]).end();
}
