import { DeadlineWheel } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { limitRequestTime } from './request-deadline';

describe('the deadline of a request', () => {
  const wheel = new DeadlineWheel(5);
  let app: FastifyInstance;
  let goOn: () => void;
  let gate: Promise<void>;

  beforeAll(async () => {
    app = fastify({ forceCloseConnections: true });
    app.addContentTypeParser('application/octet-stream', (_request, _body, done) => done(null));
    limitRequestTime(app, 600_000, () => 'normal', wheel);
    const answer = async (): Promise<string> => {
      await gate;
      return 'answered';
    };
    app.post('/streamed', { config: { streamed: true } }, answer);
    app.post('/whole', answer);
    await app.listen({ port: 0, host: '127.0.0.1' });
  });
  beforeEach(() => void (gate = new Promise((resolve) => (goOn = resolve))));
  afterAll(() => app.close());

  /** Ten bytes are promised, and four come. */
  const begin = async (path: string): Promise<Socket> => {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    const lines = [`POST ${path} HTTP/1.1`, 'host: a', 'content-type: application/octet-stream'];
    socket.write([...lines, 'content-length: 10', '', 'four'].join('\r\n'));
    await until('it to be waited for', () => wheel.size === 1);
    return socket;
  };

  it.each(['/streamed', '/whole'])('of %s ends with its answer', async (path) => {
    const socket = await begin(path);
    goOn();
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toContain('answered');
    await until('nothing to be waited for', () => wheel.size === 0);
    socket.destroy();
  });

  it.each(['/streamed', '/whole'])('of %s ends with its client, who is answered later', async (path) => {
    const socket = await begin(path);
    socket.destroy();
    await until('nothing to be waited for', () => wheel.size === 0);
    goOn();
  });

  it('ends with a client who leaves while she is answered', async () => {
    const socket = await begin('/streamed');
    goOn();
    socket.destroy();
    await until('nothing to be waited for', () => wheel.size === 0);
  });
});
