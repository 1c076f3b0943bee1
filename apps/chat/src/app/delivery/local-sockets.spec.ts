import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { connectSocket, type SocketClient } from '@secureconnect/testing';
import { type SocketStanding } from '@secureconnect/realtime';
import { Server } from 'socket.io';
import { LocalSockets } from './local-sockets';

describe('the sockets of people here', () => {
  const http = createServer();
  const server = new Server(http);
  let isInformed = true;
  const sockets = new LocalSockets({ isInformed: () => isInformed } as SocketStanding);
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
    expect(await ann.next('sync.gap')).toEqual({ conversation_ids: ['b'] });
  });

  const told = (...names: string[]) =>
    names.forEach((name) => sockets.tell(['ann'], 'sync.gap', { conversation_ids: [name] }));
  const heard = async () => (await ann.next<{ conversation_ids?: string[] }>('sync.gap')).conversation_ids;

  it('hear nothing while nobody can know whether they are signed out, and all of it afterwards', async () => {
    isInformed = false;
    told('first');
    sockets.tell(['eve'], 'sync.gap', {});
    // What is written to her now comes after whatever was written before.
    server.to('ann').emit('meanwhile');
    await ann.next('meanwhile');
    expect(ann.pending('sync.gap')).toEqual([]);
    isInformed = true;
    told('second');
    for (const name of ['first', 'second']) expect(await heard()).toEqual([name]);
    await eve.next('sync.gap');
  });

  it('hear of a gap where there was more than is held, and then the rest', async () => {
    isInformed = false;
    told(...Array.from({ length: 1_001 }, (_, each) => `${each}`), 'rest');
    isInformed = true;
    expect(await heard()).toBeUndefined();
    expect(await heard()).toEqual(['rest']);
  });
});
