import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Agent, get } from 'node:http';
import { pino } from 'pino';
import { createApplication } from '../bootstrap/create-application';
import { demoService } from '../bootstrap/demo.contract';
import { settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';

/** Neither PostgreSQL nor Redis is there: nothing here needs them, and a service starts without. */
const environment = {
  PORT: '0',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
};

describe('whoever keeps a connection to a service', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let app: NestFastifyApplication;
  afterEach(() => app.close());
  afterAll(() => agent.destroy());

  /** Asks so often, one after the other, and gives by which connection each was answered. */
  async function ask(times: number, env: Record<string, string> = {}): Promise<(number | undefined)[]> {
    const values = readSettings('demo', settingsOf(demoService), {
      ...environment,
      ...env,
    }) as PlatformValues;
    app = await createApplication(demoService, values, pino({ level: 'silent' }));
    await app.listen(0, '127.0.0.1');
    const url = new URL('/health/live', await app.getUrl());
    const ports: (number | undefined)[] = [];
    for (let at = 0; at < times; at += 1)
      await new Promise<void>((resolve, reject) => {
        const asked = get(url, { agent }, (answer) => {
          ports.push(answer.statusCode === 200 ? answer.socket.localPort : undefined);
          answer.resume().once('end', resolve);
        });
        asked.once('error', reject);
      });
    return ports;
  }

  it('is led to a new one after as many requests as are said, and is refused nothing', async () => {
    const [one, , , other, , , last] = await ask(7, { REQUESTS_PER_CONNECTION: '3' });
    expect(new Set([one, other, last, undefined]).size).toBe(4);
  });

  it('keeps it where nothing is said', async () => {
    const ports = await ask(7);
    expect([new Set(ports).size, ports[0]]).toEqual([1, expect.any(Number)]);
  });
});
