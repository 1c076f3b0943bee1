import { connect, type Socket } from 'node:net';
import { type formOf } from './storage-client.contract';

/** Begins a form, on a connection of its own: so many of its bytes are sent, and others are whatever is written to it. */
export function beginForm(
  base: string,
  token: string,
  { type, body }: ReturnType<typeof formOf>,
  { sent = body.length, key }: { readonly sent?: number; readonly key?: string } = {},
): Socket {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // A refusal may close it while bytes are on their way.
  const lines = [
    ...['POST /v1/files HTTP/1.1', 'host: storage', `authorization: Bearer ${token}`],
    ...(key === undefined ? [] : [`idempotency-key: ${key}`]),
    ...[`content-type: ${type}`, `content-length: ${body.length}`, '', ''],
  ];
  socket.write(lines.join('\r\n'));
  socket.write(body.subarray(0, sent));
  return socket;
}
