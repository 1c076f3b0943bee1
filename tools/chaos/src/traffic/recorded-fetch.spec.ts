import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ClientError } from '@secureconnect/client';
import { Door } from './door';
import { recordedFetch } from './recorded-fetch';
import { StormRecord } from './storm-record';

/** Whose clock is so much later each time that it is looked at. */
class HastyRecord extends StormRecord {
  private at = 0;

  constructor(private readonly ms: number) {
    super();
  }

  override now(): number {
    return (this.at += this.ms);
  }
}

describe('what is written down of a single request', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close())));

  const asked = async (answer: RequestListener, record = new StormRecord()) => {
    const server = createServer(answer);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const door = new Door('gateway-0', url);
    const ask = recordedFetch({ record, actor: 'ada/0', door, from: '10.0.0.1' });
    return { record, ask: (init?: RequestInit) => ask(`${url}/v1/conversations`, init) };
  };
  const yes: RequestListener = (_request, response) => response.end('{}');

  it('is nothing of what is answered in time', async () => {
    const { record, ask } = await asked(yes);
    expect((await ask()).status).toBe(200);
    expect(record.steps).toEqual([]);
  });

  it('is a refusal of the server, with its code', async () => {
    const { record, ask } = await asked((_request, response) => {
      response.writeHead(503).end('{"code":"database_unavailable"}');
    });
    await ask();
    expect(record.steps).toMatchObject([
      { subject: 'messages', what: 'ask', status: 503, code: 'database_unavailable' },
    ]);
  });

  it('is an answer that was slow, and of content that it may be', async () => {
    const { record, ask } = await asked(yes, new HastyRecord(6_000));
    await ask();
    await ask({ method: 'POST', body: new Uint8Array(3) });
    expect(record.steps).toMatchObject([
      { outcome: 'done', status: 200, facts: { patient: false } },
      { outcome: 'done', status: 200, facts: { patient: true } },
    ]);
  });

  it('is that nobody answered for as long as the client waits, and not that somebody gave up before', async () => {
    const { record, ask } = await asked(() => undefined);
    const given = new AbortController();
    const late = new AbortController();
    const both = [ask({ signal: given.signal }), ask({ signal: late.signal })];
    given.abort(new Error('no need of it'));
    late.abort(new ClientError('timeout', 'No answer within 15000 ms.'));
    await Promise.allSettled(both);
    expect(record.steps).toMatchObject([{ outcome: 'unknown', code: 'timeout' }]);
  });

  it('is a connection that was lost', async () => {
    const { record, ask } = await asked((request) => request.socket.destroy());
    await expect(ask()).rejects.toThrow('fetch failed');
    expect(record.steps).toMatchObject([{ outcome: 'unknown', code: 'unanswered' }]);
  });
});
