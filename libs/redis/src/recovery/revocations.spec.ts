import { Logger, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisBreakers, RedisHealthService } from '@secureconnect/resilience';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { Registry } from 'prom-client';
import { ResilientRedisModule } from '../module/resilient-redis.module';
import { RevocationRecord, Revocations } from './revocations.contract';

describe('a store on failing over, kept writes and recovery together', () => {
  let redis: RedisServer;
  let postgres: PostgresServer;
  let pool: Pool;
  let application: INestApplicationContext;
  let revocations: Revocations;
  let health: RedisHealthService;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
    pool = new Pool({ connectionString: postgres.url, max: 10 });
    pool.on('error', () => undefined);
    const record = new RevocationRecord(pool);
    await record.create();
    const options = {
      name: 'revocations',
      redis: { url: redis.url },
      health: { calmMs: 1 }, // It is lost three times here, which is no flapping.
      metrics: new Registry(),
    };
    @Module({
      imports: [ResilientRedisModule.forRoot(options)],
      providers: [{ provide: RevocationRecord, useValue: record }, Revocations],
    })
    class RevocationsModule {}
    application = await NestFactory.createApplicationContext(RevocationsModule, { logger: false });
    revocations = application.get(Revocations);
    health = application.get(RedisHealthService);
  }, 60_000);
  afterAll(async () => {
    await application.close();
    await pool.end();
    await Promise.all([redis.close(), postgres.close()]);
  });

  const inAnHour = () => ({ expiresAt: Date.now() + 3_600_000 });
  const isHeld = async (jti: string) => (await redis.command('EXISTS', `revoked:${jti}`)) === 1;
  const normal = () => until('normal', () => health.state === 'normal');

  it('is served from Redis while all is well', async () => {
    await normal();
    await revocations.revoke('one', inAnHour());
    expect(await isHeld('one')).toBe(true);
    expect(await revocations.isRevoked('one')).toBe(true);
    expect(await revocations.isRevoked('another')).toBe(false);
  });

  it('knows what it has just revoked, also while only writes rest, and brings it to Redis', async () => {
    await normal();
    const breakers = application.get(RedisBreakers);
    breakers.control('write', 'force-open');
    for (let index = 0; index < 20; index += 1) {
      await revocations.revoke(`resting ${index}`, inAnHour());
      expect(await revocations.isRevoked(`resting ${index}`)).toBe(true);
    }
    breakers.control('write', 'force-close');
    await until('Redis to have it', () => isHeld('resting 19'));
    expect(await revocations.isRevoked('resting 19')).toBe(true);
    breakers.control('write', 'reset');
  });

  it('holds what was revoked before and during an outage, and brings it to Redis afterwards', async () => {
    redis.freeze();
    await revocations.revoke('two', inAnHour());
    for (const jti of ['one', 'two']) expect(await revocations.isRevoked(jti)).toBe(true);
    expect(await revocations.isRevoked('another')).toBe(false);
    redis.thaw();
    await normal();
    expect(await isHeld('two')).toBe(true);
    expect(await revocations.isRevoked('two')).toBe(true);
  });

  it('holds all of it after Redis came back empty', async () => {
    await redis.kill();
    await until('the loss to be noticed', () => health.state !== 'normal');
    await revocations.revoke('three', inAnHour());
    await redis.start();
    await normal();
    for (const jti of ['one', 'two', 'three']) {
      expect([jti, await isHeld(jti)]).toEqual([jti, true]);
      expect(await revocations.isRevoked(jti)).toBe(true);
    }
  });

  it('holds all of it after somebody emptied Redis, though nobody was told', async () => {
    await redis.flush();
    await until('the loss to be noticed', () => health.state !== 'normal');
    for (const jti of ['one', 'two', 'three']) expect(await revocations.isRevoked(jti)).toBe(true);
    await normal();
    for (const jti of ['one', 'two', 'three']) expect([jti, await isHeld(jti)]).toEqual([jti, true]);
  });

  it('stands in the page on failing over as it is here', () => {
    const page = readFileSync(join(__dirname, '../../../../docs/resilience/failing-over.md'), 'utf8');
    const example = page.slice(page.indexOf('## Example')).split('```')[1]?.replace(/^ts\n/, '') ?? '';
    expect(example).toContain('class Revocations');
    expect(readFileSync(join(__dirname, 'revocations.contract.ts'), 'utf8')).toContain(example.trim());
  });
});
