import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MultiLayerCache, MultiLayerCacheModule } from '@secureconnect/cache';
import { conversationTag, userTag } from '@secureconnect/contracts';
import { ResilientRedisModule } from '@secureconnect/redis';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { openSeams } from './seams.contract';

describe('what services share through the cache', () => {
  let redis: RedisServer;
  let app: INestApplicationContext;
  let cache: MultiLayerCache;
  let seams: ReturnType<typeof openSeams>;
  const record = { name: 'Ada', role: 'member' as string | null, mail: 'ada@example.com' };

  beforeAll(async () => {
    redis = await startRedis();
    const resilient = { name: 'seams', redis: { url: redis.url }, metrics: new Registry() };
    @Module({ imports: [ResilientRedisModule.forRoot(resilient), MultiLayerCacheModule.forRoot()] })
    class SeamsModule {}
    app = await NestFactory.createApplicationContext(SeamsModule, { logger: false });
    cache = app.get(MultiLayerCache);
    await until('the log to be followed', async () => (await cache.healthCheck()).isCurrent);
    const origins = {
      profileOf: (id: string) => Promise.resolve({ id, name: record.name }),
      userIdOf: (mail: string) => Promise.resolve(mail === record.mail ? 'u1' : null),
      roleOf: () => Promise.resolve(record.role),
      jwks: () => Promise.resolve({ keys: [] }),
    };
    seams = openSeams(cache, origins, 'a secret of the service');
  });
  afterAll(async () => {
    await app.close();
    await redis.close();
  });

  it('is a profile, void with its user', async () => {
    expect(await seams.profiles.get('u1')).toEqual({ id: 'u1', name: 'Ada' });
    record.name = 'Ada L.';
    expect((await seams.profiles.get('u1'))?.name).toBe('Ada');
    await cache.invalidateByTag(userTag('u1'));
    expect((await seams.profiles.get('u1'))?.name).toBe('Ada L.');
  });

  it('is who has an address, forgotten when that changes, and no address in Redis', async () => {
    expect(await seams.directory.get('bob@example.com')).toBeNull();
    record.mail = 'bob@example.com';
    await seams.directory.forget('bob@example.com');
    expect(await seams.directory.get('bob@example.com')).toBe('u1');
    expect(JSON.stringify(await redis.command('KEYS', '*'))).not.toContain('bob');
  });

  it('is who belongs to a conversation, void with its members and with all of it', async () => {
    const key = { conversationId: 'c1', userId: 'u1' };
    expect(await seams.membership.get(key)).toBe('member');
    record.role = null;
    await cache.invalidateByTag(conversationTag('c1'));
    expect(await seams.membership.get(key)).toBeNull();
  });

  it('is the JWKS', async () => {
    expect(await seams.jwks.get()).toEqual({ keys: [] });
  });

  it('is written on its page as it is here', () => {
    const page = readFileSync(join(__dirname, '../../../../docs/cache/sources.md'), 'utf8');
    const code = readFileSync(join(__dirname, 'seams.contract.ts'), 'utf8');
    const shown = code.slice(code.indexOf('export const openSeams'));
    expect(page).toContain(shown.trim());
  });
});
