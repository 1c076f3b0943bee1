import { type IncomingMessage } from 'node:http';
import { MalformedSocketRequestError } from '../entrance/malformed-socket-request.error';

const keyShape = /^[A-Za-z0-9+/]{22}==$/;

/** Throws 400 for what is no whole request for a WebSocket: what two programs read differently ends here. */
export function checkUpgrade({ method, httpVersion, headers }: IncomingMessage): void {
  const isWhole =
    method === 'GET' &&
    httpVersion === '1.1' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    keyShape.test(headers['sec-websocket-key'] ?? '') &&
    headers['transfer-encoding'] === undefined &&
    (headers['content-length'] ?? '0') === '0';
  if (!isWhole) throw new MalformedSocketRequestError('This is no request for a WebSocket of version 13.');
}
