import { httpClient, type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { HealthRegistry } from '../health/health-registry.service';
import { ServiceKey } from './service-key';
import { ServiceKeyComponent } from './service-key-component.service';
import { ServiceKeyPublisher } from './service-key-publisher.service';
import { ServiceKeyRecord } from './service-key-record';
import { SceneService } from './service-scene.contract';
import { ServiceTokens } from './service-tokens.service';

const wait = { timeout: 30_000 };

describe('a service whose key is not published', () => {
  let postgres: PostgresServer;
  let video: SceneService;

  beforeAll(async () => (postgres = await startPostgres()), 60_000);
  afterAll(async () => {
    await video?.close();
    await postgres.close();
  });

  const ready = async () => (await httpClient(video.url).get('/health/ready')).status;
  const component = async () =>
    (await httpClient(video.url).get('/health')).json.components['service_key'] as Record<string, unknown>;
  const signs = () => video.app.get(ServiceTokens).sign('service+jwt', 'chat') !== '';

  it('is not ready though PostgreSQL is up again, says why, and once it is ready it can ask others', async () => {
    await postgres.stop();
    video = await SceneService.start('video', postgres.url);
    expect(await ready()).toBe(503);
    const publish = jest.spyOn(video.app.get(ServiceKeyRecord), 'publish');
    publish.mockRejectedValue(new Error('nobody may write it'));
    await postgres.start();
    const isRefused = async () => (await component())['last_error'] === 'nobody may write it';
    await until('it to be told why', isRefused, wait);
    const { json, status } = await httpClient(video.url).get('/health/ready');
    const since = expect.any(String) as string;
    expect(status).toBe(503);
    expect(json).toMatchObject({
      code: 'not_ready',
      details: { components: { service_key: { status: 'down', since } } },
    });
    expect(json.details.components).not.toHaveProperty('postgres');
    expect(signs).toThrow(expect.objectContaining({ code: 'not_ready' }));
    publish.mockRestore();
    await until('it to be ready', async () => (await ready()) === 200, wait);
    expect(signs()).toBe(true);
    expect(await component()).toEqual({ status: 'up' });
  });

  it('any more, for it cannot be renewed, stays ready for as long as others can verify it', async () => {
    const record = video.app.get(ServiceKeyRecord);
    const health = { whenReady: () => Promise.resolve() };
    const times = { lifeMs: 2_000, renewMs: 10 };
    const late = new ServiceKeyPublisher('video', new ServiceKey(), record, health, times);
    const registry = new HealthRegistry();
    new ServiceKeyComponent(registry, late).onModuleInit();
    const status = async () => (await registry.components[0]?.check())?.status;
    expect(await status()).toBe('down');
    late.onModuleInit();
    await until('it to be published', async () => (await status()) === 'up', wait);
    const publish = jest.spyOn(record, 'publish');
    publish.mockRejectedValue(new Error('nobody may write it'));
    const seen: unknown[] = [];
    await until('its time to be over', async () => seen.push(await status()) && seen.at(-1) === 'down', wait);
    publish.mockRestore();
    late.onModuleDestroy();
    expect([...new Set(seen)].filter((each) => each !== 'up')).toEqual(['degraded', 'down']);
  });
});
