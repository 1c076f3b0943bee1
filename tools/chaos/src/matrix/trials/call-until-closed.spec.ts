import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Instance } from '../../system/storm-system';
import { type Stage } from '../cast/stage';
import { callUntilClosed } from './call-until-closed';

describe('an instance whose breaker keeps calls from a Redis that is well again', () => {
  let server: Server;
  let gateway: Instance;
  let calls = 0;
  /** After so many calls its breaker is closed. */
  const enough = 2;

  beforeAll(async () => {
    server = createServer((_request, reply) => {
      const mode = calls < enough ? 'degraded' : 'normal';
      reply.end(JSON.stringify({ mode, components: { redis: { state: 'normal' } } }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    gateway = { name: 'gateway-0', service: 'gateway', url } as Instance;
  });
  beforeEach(() => (calls = 0));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const run = () => Promise.resolve(void (calls += 1));
  const stageAt = (at: Instance) => ({ at, asks: () => ({ run }) }) as unknown as Stage;

  it('is called until that is closed, and no more', async () => {
    await callUntilClosed([gateway], stageAt, 30_000);
    expect(calls).toBe(enough);
  });

  it('is waited for no longer than was said', async () => {
    const storage: Instance = { ...gateway, service: 'storage' };
    await callUntilClosed([storage], stageAt, 1);
    expect(calls).toBe(0);
  });
});
