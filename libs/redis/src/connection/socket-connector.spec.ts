import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SocketConnector } from './socket-connector';

describe('a socket to Redis that is given up', () => {
  const server = createServer((socket) => void socket.on('error', () => undefined)); // It is reset in these tests.
  const closed = async (giveUp: (connector: SocketConnector, socket: Socket) => void) => {
    const { port } = server.address() as AddressInfo;
    const connector = new SocketConnector({ host: '127.0.0.1', port });
    const socket = await connector.connect();
    await once(socket, 'connect');
    const end = once(socket, 'close');
    giveUp(connector, socket);
    await end;
    return socket.destroyed;
  };

  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => void server.close());

  it('is closed', async () => {
    expect(await closed((connector) => connector.disconnect())).toBe(true);
  });

  it('is closed also where it has just said goodbye itself', async () => {
    const both = (connector: SocketConnector, socket: Socket) => {
      socket.end();
      connector.disconnect();
    };
    expect(await closed(both)).toBe(true);
  });
});
