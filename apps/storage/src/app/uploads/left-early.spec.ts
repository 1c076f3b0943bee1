import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { LentBody } from '../tus/lent-body';
import { receiveForm } from './receive-form';

describe('a request whose client left before anybody read it', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  const left = async (): Promise<IncomingMessage> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const lines = ['PATCH / HTTP/1.1', 'host: a', 'content-type: multipart/form-data; boundary=x'];
    socket.write([...lines, 'content-length: 1000', '', '--x'].join('\r\n'));
    const [request] = (await once(server, 'request')) as [IncomingMessage];
    socket.destroy();
    // Who waits by `once` of events would listen for its error too.
    await new Promise<void>((resolve) => void request.on('close', resolve));
    return request;
  };

  it('breaks off what is lent of it at once', async () => {
    const body = new LentBody(await left());
    await expect(buffer(body.bytes)).rejects.toThrow('left');
    expect(body.isBroken).toBe(true);
    body.takeBack();
  });

  it('is no form', async () => {
    const form = receiveForm(await left(), () => Promise.reject(new Error('It holds a file.')));
    await expect(form).rejects.toMatchObject({ code: 'malformed_form' });
  });
});
