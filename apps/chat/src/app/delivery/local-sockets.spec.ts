import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { connectSocket, type SocketClient } from '@secureconnect/testing';
import { Server } from 'socket.io';
import { LocalSockets } from './local-sockets';

describe('the sockets of people here', () => {
  const http = createServer();
  const server = new Server(http);
  const sockets = new LocalSockets();
  let ann: SocketClient;
  let eve: SocketClient;

  beforeAll(async () => {
    server.on('connection', (socket) => sockets.follow(socket, String(socket.handshake.auth['as'])));
    sockets.serve(server);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const connect = (as: string) => connectSocket(url, { auth: { as } });
    [ann, eve] = await Promise.all([connect('ann'), connect('eve')]);
  });
  afterAll(async () => {
    [ann, eve].forEach((client) => client.close());
    await server.close();
  });

  it('hear what is told to their people, and nothing that is told to nobody', async () => {
    sockets.tell([], 'sync.gap', {});
    sockets.tell(['ann'], 'sync.gap', { conversation_ids: ['a'] });
    expect(await ann.next('sync.gap')).toEqual({ conversation_ids: ['a'] });
    sockets.tell(['ann', 'eve'], 'sync.gap', { conversation_ids: ['b'] });
    expect(await eve.next('sync.gap')).toEqual({ conversation_ids: ['b'] });
  });
});
