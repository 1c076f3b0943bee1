import { type RawHttpAnswer, rawHttp } from '@secureconnect/testing';
import { createServer, type Server, type Socket } from 'node:net';

/** A request for a WebSocket as a client writes it; a header set to undefined is left out. */
export function upgradeRequest(
  target = '/ws/chat/?EIO=4&transport=websocket',
  headers: Readonly<Record<string, string | undefined>> = {},
  method = 'GET',
): string {
  const all = {
    Host: 'gateway.example',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return [`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** What a raw answer says: its status, its headers and, where its body is one of ours, the code. */
export function readAnswer({ text, ended }: RawHttpAnswer) {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const code = /"code":"(\w+)"/.exec(body)?.[1];
  return { status: Number(head.slice(9, 12)), head: head.toLowerCase(), body, code, ended };
}

/** Sends bytes as they are, and reads what comes until the connection ends. */
export const send = async (url: string, ...bytes: (string | Buffer)[]) =>
  readAnswer(await rawHttp(url, Buffer.concat(bytes.map((each) => Buffer.from(each))), { deadline: 8_000 }));

/** Something behind the gateway that keeps all it is sent, and answers each connection with the same bytes. */
export async function startRawUpstream(answer: string) {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const index = heard.push('') - 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard[index] += chunk.toString('latin1');
      if (answer !== '' && heard[index]?.endsWith('\r\n\r\n')) socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, heard, sockets, close };
}
