import { until } from '@secureconnect/testing';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ModeLog } from './mode-log';

const report = (mode: string, state: string, second: number) => ({
  mode,
  components: { redis: { status: mode, state, since: `2026-11-22T10:00:0${second}.000Z` } },
});

describe('what an instance called itself', () => {
  let server: Server;
  let url: string;
  let told: object;
  let asked = 0;

  beforeAll(async () => {
    server = createServer((_request, reply) => {
      asked += 1;
      reply.end(JSON.stringify(told));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function called(...all: readonly object[]): Promise<string> {
    const log = new ModeLog([{ name: 'chat-0', url }]);
    const from = performance.now();
    log.begin();
    for (const one of all) {
      told = one;
      const before = asked;
      await until('a look', () => asked > before);
    }
    await log.end();
    return log.modeOf({ name: 'chat-0' }, from, performance.now());
  }

  it.each<[string, object[], string]>([
    ['what it said all the time', [report('degraded', 'degraded', 1)], 'degraded'],
    ['normal, where it was that all the time', [report('normal', 'normal', 1)], 'normal'],
    [
      'unclear, where it was something else between two looks',
      [report('degraded', 'degraded', 1), report('degraded', 'degraded', 2)],
      'unclear',
    ],
    [
      'unclear, where a breaker alone keeps some calls from Redis',
      [report('degraded', 'normal', 1)],
      'unclear',
    ],
    ['unclear, where it does not say', [{ status: 'ok' }], 'unclear'],
  ])('is %s', async (_what, said, mode) => {
    expect(await called(...said)).toBe(mode);
  });
});
