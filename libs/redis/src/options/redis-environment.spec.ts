import { redisOptionsFrom } from './redis-environment';
import { defaultRedisOptions, settleRedisOptions } from './redis.options';

describe('the options of Redis', () => {
  it('are the defaults where nothing is said', () => {
    expect(redisOptionsFrom({ REDIS_URL: '', REDIS_PASSWORD: undefined })).toEqual({});
    expect(settleRedisOptions({})).toEqual(defaultRedisOptions);
  });

  it('come from every variable, as text or as values', () => {
    const options = redisOptionsFrom({
      REDIS_HOST: 'redis',
      REDIS_PORT: '6380',
      REDIS_USERNAME: 'app',
      REDIS_PASSWORD: 'secret',
      REDIS_DB: 2,
      REDIS_TLS: true,
      REDIS_SENTINELS: 'one:26380, two,[::1]:26381',
      REDIS_SENTINEL_NAME: 'main',
      REDIS_SENTINEL_PASSWORD: 'other',
      REDIS_CONNECT_TIMEOUT: '400',
      REDIS_COMMAND_TIMEOUT: 90,
      REDIS_RETRY_DELAY: '20',
      REDIS_MAX_RETRIES: '0',
      REDIS_KEEP_ALIVE: '0',
    });
    expect(options).toEqual({
      ...{ host: 'redis', port: 6380, username: 'app', password: 'secret', db: 2, tls: {} },
      sentinel: {
        nodes: [
          { host: 'one', port: 26380 },
          { host: 'two', port: 26379 },
          { host: '::1', port: 26381 },
        ],
        ...{ name: 'main', password: 'other', tls: false },
      },
      ...{ connectTimeoutMs: 400, commandTimeoutMs: 90, retryDelayMs: 20, maxRetries: 0, keepAliveMs: 0 },
    });
  });

  it('name a Cluster only where it is enabled', () => {
    const nodes = { REDIS_CLUSTER_NODES: ['one:7000', 'two:7001'] };
    expect(redisOptionsFrom(nodes)).toEqual({});
    expect(redisOptionsFrom({ ...nodes, REDIS_CLUSTER_ENABLED: 'true' }).cluster).toHaveLength(2);
  });

  it('take a URL apart, which wins over the single parts', () => {
    const settled = settleRedisOptions({ url: 'rediss://us%40er:p%40ss@[::1]/4', host: 'other', db: 1 });
    expect(settled).toMatchObject({
      host: '::1',
      port: 6379,
      username: 'us@er',
      password: 'p@ss',
      db: 4,
      tls: {},
    });
    expect(settleRedisOptions({ url: 'redis://h', db: 1 })).toMatchObject({ host: 'h', db: 1 });
  });

  it('take no database from a URL that ends with a slash', () => {
    expect(settleRedisOptions({ url: 'redis://h/', db: 2 }).db).toBe(2);
  });

  it('refuse such a URL without the variables too', () => {
    expect(() => settleRedisOptions({ url: 'redis://h:1/abc' })).toThrow('the number of a database');
  });

  it.each([Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY, 1e20])('refuse the database %p', (db) => {
    expect(() => settleRedisOptions({ db })).toThrow('The database of Redis must be a whole number');
  });

  it.each([
    [{ REDIS_URL: 'redis://h:1/abc' }, 'REDIS_URL must end with the number of a database'],
    [{ REDIS_URL: 'redis://h:1/5/' }, 'REDIS_URL must end with the number of a database'],
    [{ REDIS_URL: 'redis://h:1/0x5' }, 'REDIS_URL must end with the number of a database'],
    [{ REDIS_URL: 'nowhere' }, 'REDIS_URL must be a URL'],
    [{ REDIS_PORT: 'many' }, 'REDIS_PORT must be a whole number: many'],
    [{ REDIS_SENTINELS: 'one' }, 'REDIS_SENTINEL_NAME'],
    [{ REDIS_CLUSTER_ENABLED: true }, 'REDIS_CLUSTER_NODES'],
    [{ REDIS_CLUSTER_ENABLED: true, REDIS_CLUSTER_NODES: 'one', REDIS_DB: 1 }, 'only the database 0'],
  ])('refuse %j', (values, message) => {
    expect(() => redisOptionsFrom(values)).toThrow(message);
  });
});
