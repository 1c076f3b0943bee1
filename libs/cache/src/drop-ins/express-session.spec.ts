import { type RedisServer, startRedis } from '@secureconnect/testing';
import express from 'express';
import session, { Store } from 'express-session';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type CacheManager } from '../manager/cache-manager';
import { cacheScene } from '../manager/cache-scene.contract';
import { expressSessionStore } from './express-session.store';

declare module 'express-session' {
  interface SessionData {
    visits?: number;
  }
}

describe('an Express application whose sessions are in a cache manager', () => {
  let redis: RedisServer;
  let cache: CacheManager;
  let server: Server;
  const { open, close, served } = cacheScene(() => redis);

  beforeAll(async () => {
    redis = await startRedis();
    cache = await open({ criticalKeys: ['sess:*'] });
    const app = express();
    const store = expressSessionStore(Store, cache);
    app.use(session({ store, secret: 's', resave: false, saveUninitialized: false, cookie: { maxAge: 60_000 } })); // prettier-ignore
    app.get('/visit', (request, response) => {
      request.session.visits = (request.session.visits ?? 0) + 1;
      response.json(request.session.visits);
    });
    app.get('/look', (request, response) => void response.json(request.session.visits ?? 0));
    app.get('/leave', (request, response) => {
      request.session.destroy((error) => void response.status(error ? 500 : 200).json('gone'));
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await close();
    await redis.close();
  });

  /** A browser, as far as one cookie goes. */
  function browser() {
    let cookie = '';
    return async (path: string): Promise<unknown> => {
      const { port } = server.address() as AddressInfo;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie, connection: 'close' } }); // prettier-ignore
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      return answer.ok ? answer.json() : answer.status;
    };
  }

  it.each<[string, () => unknown, () => unknown]>([
    ['killed', () => redis.kill(), () => redis.start()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
  ])(
    'finds them while Redis is %s, begins new ones, and has all of it in Redis afterwards',
    async (_name, on, off) => {
      const [early, leaving, late] = [browser(), browser(), browser()];
      expect([await early('/visit'), await leaving('/visit')]).toEqual([1, 1]);
      await on();
      expect([await early('/visit'), await early('/look'), await late('/visit')]).toEqual([2, 2, 1]);
      expect([await leaving('/leave'), await leaving('/look')]).toEqual(['gone', 0]);
      await off();
      await served(cache, 'redis');
      expect([await early('/visit'), await late('/visit'), await leaving('/look')]).toEqual([3, 2, 0]);
      expect((await redis.command('KEYS', 'cache:default:sess:*')) as string[]).toHaveLength(2);
      expect(await cache.flushall()).toBe('OK');
      expect(await early('/look')).toBe(0);
    },
  );

  it('lets a session that is only looked at live on', async () => {
    const visitor = browser();
    await visitor('/visit');
    const [key = ''] = (await redis.command('KEYS', 'cache:default:sess:*')) as string[];
    await redis.command('PEXPIRE', key, 20_000);
    expect(await visitor('/look')).toBe(1);
    expect(Number(await redis.command('PTTL', key))).toBeGreaterThan(50_000);
  });

  it('does not log in again who has left, when Redis comes back from an older snapshot', async () => {
    await cache.flushall();
    const leaving = browser();
    expect(await leaving('/visit')).toBe(1);
    await redis.command('SAVE');
    expect(await leaving('/leave')).toBe('gone');
    await redis.kill();
    expect(await leaving('/look')).toBe(0);
    await redis.start();
    await served(cache, 'redis');
    expect(await redis.command('KEYS', 'cache:default:sess:*')).toEqual([]);
  });
});
