import { setTimeout as sleep } from 'node:timers/promises';
import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type FaultProxy,
  type PostgresServer,
  startFaultProxy,
  startPostgres,
  until,
} from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { currentContext, runInContext } from '../../logging/request-context';
import { DatabaseHealth } from '../database-health.service';
import { DatabaseModule } from '../database.module';
import { DatabaseBroadcast } from './database-broadcast.service';

describe('who is deaf', () => {
  let postgres: PostgresServer;
  let proxy: FaultProxy;
  let app: INestApplicationContext;
  let broadcast: DatabaseBroadcast;
  let events: string[];
  let waits: number;
  let provedUntil: number;

  /** One that would wait for an hour, were it not told that PostgreSQL answers. */
  function listen(connectionString: string): void {
    const health = app.get(DatabaseHealth);
    broadcast = new DatabaseBroadcast({
      statements: app.get(DataSource),
      config: { connectionString, connectionTimeoutMillis: 600_000 },
      logger: new Logger(),
      onAnswer: (listener) => health.onAnswer(listener),
      waitMs: () => ((waits += 1), 3_600_000),
    });
    broadcast.subscribe('news', {
      onMessage: (payload) => events.push(payload),
      onListening: () => events.push('listening'),
      onProof: (saidBefore) => (provedUntil = saidBefore),
      onDeaf: () => events.push('deaf'),
    });
  }
  const has = (expected: string) =>
    until(`${expected}, of ${events.join()}`, () => events.join() === expected, { timeout: 20_000 });

  beforeAll(async () => {
    postgres = await startPostgres();
    proxy = await startFaultProxy({ target: postgres.url });
    const options = { service: 'auth', url: postgres.url, migrations: [], entities: [], poolSize: 2 };
    const limits = { migrateOnStart: true, connectTimeoutMs: 500, statementTimeoutMs: 1_000 };
    @Module({ imports: [DatabaseModule.forRoot({ ...options, ...limits })] })
    class InstanceModule {}
    app = await NestFactory.createApplicationContext(InstanceModule, { logger: false });
    await app.get(DatabaseHealth).whenReady();
  });
  beforeEach(() => {
    events = [];
    waits = 0;
    provedUntil = -Infinity;
  });
  afterEach(() => broadcast.onApplicationShutdown());
  afterAll(async () => {
    await app.close();
    await proxy.close();
    await postgres.close();
  });

  it.each([
    ['a statement of the service is answered', () => app.get(DataSource).query('SELECT 1')],
    ['PostgreSQL is found well', () => app.get(DatabaseHealth).check()],
  ])('hears again as soon as %s, however long it was away', async (_, ask) => {
    listen(postgres.url);
    await has('listening');
    await postgres.kill();
    await until('a wait', () => waits > 0);
    await postgres.start();
    await ask();
    await has('listening,deaf,listening');
  });

  it('hears for itself, whichever request noticed that PostgreSQL is back', async () => {
    listen(postgres.url);
    await has('listening');
    await postgres.kill();
    await until('a wait', () => waits > 0);
    await postgres.start();
    const notice = () =>
      runInContext({ requestId: 'that noticed' }, () => app.get(DatabaseHealth).answered());
    await until('it to hear again', () => (notice(), events.join() === 'listening,deaf,listening'));
    const seen = { said: [] as unknown[], proved: [] as unknown[] };
    broadcast.subscribe('other', {
      onMessage: () => seen.said.push(currentContext()),
      onProof: () => seen.proved.push(currentContext()),
    });
    await until('both to be told', async () => {
      await broadcast.publish('other', 'said');
      return seen.said.length > 0 && seen.proved.length > 0;
    });
    expect(new Set([...seen.said, ...seen.proved])).toEqual(new Set([undefined]));
  });

  it('does not sit out an attempt of the outage that nobody will answer', async () => {
    proxy.blackhole();
    listen(proxy.through(postgres.url));
    const isOver = (seen: () => boolean) => () => (app.get(DatabaseHealth).answered(), seen());
    // Silent still: what was held back would be an answer to the first attempt.
    await until('it to give that up', isOver(() => waits > 0)); // prettier-ignore
    await proxy.heal();
    await until('it to hear', isOver(() => events.includes('listening'))); // prettier-ignore
  });

  it('learns, while it listens, up to when it has heard all that was said', async () => {
    listen(proxy.through(postgres.url));
    await has('listening');
    proxy.delay(200);
    await broadcast.publish('news', 'said');
    const saidAt = performance.now();
    await until('it to be proved', () => provedUntil > saidAt);
    await has('listening,said');
    await sleep(150); // The next question is under way then.
    const late: string[] = [];
    broadcast.subscribe('other', {
      onMessage: () => undefined,
      onListening: () => late.push('listening'),
      onProof: () => late.push('proof'),
    });
    await until('it to be proved to who came later', () => late.includes('proof'));
    expect(late[0]).toBe('listening');
    proxy.blackhole();
    await broadcast.publish('news', 'lost');
    const lostAt = performance.now();
    await until('it to go deaf', () => (proxy.reset(), waits > 0));
    expect(provedUntil).toBeLessThan(lostAt);
    await proxy.heal();
    await until('it to be proved again', () => (app.get(DatabaseHealth).answered(), provedUntil > lostAt));
    await has('listening,said,deaf,listening');
  });
});
