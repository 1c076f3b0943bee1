import { type IncomingMessage } from 'node:http';
import { UpstreamUnavailableError } from '../../upstreams/upstream-unavailable.error';

/** What of a service's handshake goes on; extensions do not, for the gateway did not ask for one. */
const passed = ['sec-websocket-accept', 'sec-websocket-protocol'] as const;

/** The answer that makes a connection a WebSocket; throws 502 where the service went over to something else. */
export function switchingProtocols({ headers }: IncomingMessage, requestId: string): string {
  if (headers.upgrade?.toLowerCase() !== 'websocket' || headers['sec-websocket-extensions'] !== undefined)
    throw new UpstreamUnavailableError('');
  const lines = passed.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]));
  const own = ['upgrade: websocket', 'connection: Upgrade', `x-request-id: ${requestId}`];
  return ['HTTP/1.1 101 Switching Protocols', ...own, ...lines, '', ''].join('\r\n');
}
