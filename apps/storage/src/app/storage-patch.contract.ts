import { connect, type Socket } from 'node:net';

/** Begins to go on with an upload, on a connection of its own: bytes are whatever is written to it from now on. */
export function beginPatch(
  base: string,
  token: string,
  path: string,
  { offset, length }: { offset: number; length: number },
): Socket {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  // The other side may end it while bytes are on their way.
  socket.on('error', () => undefined);
  const lines = [
    ...[`PATCH ${path} HTTP/1.1`, 'host: storage', `authorization: Bearer ${token}`],
    ...['tus-resumable: 1.0.0', `upload-offset: ${offset}`, `content-length: ${length}`],
    ...['content-type: application/offset+octet-stream', '', ''],
  ];
  socket.write(lines.join('\r\n'));
  return socket;
}
