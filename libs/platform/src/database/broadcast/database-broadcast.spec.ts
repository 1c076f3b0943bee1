import { setTimeout as sleep } from 'node:timers/promises';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type FaultProxy,
  type PostgresServer,
  startFaultProxy,
  startPostgres,
  until,
} from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { DatabaseHealth } from '../database-health.service';
import { DatabaseModule } from '../database.module';
import { BroadcastRefusedError } from './broadcast-refused.error';
import { DatabaseBroadcast } from './database-broadcast.service';

interface Instance {
  readonly app: INestApplicationContext;
  readonly broadcast: DatabaseBroadcast;
  readonly lines: string[];
}

describe('a broadcast of the database', () => {
  let postgres: PostgresServer;
  let proxy: FaultProxy;
  let speaker: Instance;
  let hearer: Instance;
  const running: Instance[] = [];
  const surprises: unknown[] = [];
  const note = (error: unknown): number => surprises.push(error);

  async function start(service: string, url = postgres.url): Promise<Instance> {
    const lines: string[] = [];
    const keep = (line: unknown): number => lines.push(String(line));
    const options = { service, url, migrations: [], entities: [], migrateOnStart: true, poolSize: 2 };
    @Module({
      imports: [DatabaseModule.forRoot({ ...options, connectTimeoutMs: 500, statementTimeoutMs: 1_000 })],
    })
    class InstanceModule {}
    const logger = { log: keep, warn: keep, error: keep };
    const app = await NestFactory.createApplicationContext(InstanceModule, { logger });
    const instance = { app, broadcast: app.get(DatabaseBroadcast), lines };
    running.push(instance);
    return instance;
  }
  const ready = ({ app }: Instance) => until('ready', () => app.get(DatabaseHealth).ready);
  const listenersOf = (service: string): Promise<{ pid: number }[]> =>
    postgres.sql(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'secureconnect-${service}-broadcast'`,
    );
  /** Listens, and remembers in which order what happened. */
  function listen({ broadcast }: Instance, channel = 'news') {
    const events: string[] = [];
    const leave = broadcast.subscribe(channel, {
      onMessage: (payload) => events.push(payload),
      onListening: () => events.push('listening'),
      onDeaf: () => events.push('deaf'),
    });
    const has = (event: string, times = 1) =>
      until(`${event}, of ${events.join()}`, () => events.filter((each) => each === event).length >= times);
    return { events, has, leave };
  }

  beforeAll(async () => {
    process.on('uncaughtException', note);
    process.on('unhandledRejection', note);
    postgres = await startPostgres();
    proxy = await startFaultProxy({ target: postgres.port });
  });
  beforeEach(async () => {
    // Two services of two schemas on one database.
    [speaker, hearer] = await Promise.all([start('auth'), start('video', proxy.through(postgres.url))]);
    await Promise.all([speaker, hearer].map(ready));
  });
  afterEach(async () => {
    await proxy.heal();
    await Promise.all(running.splice(0).map(({ app }) => app.close()));
    expect(surprises).toEqual([]);
  });
  afterAll(async () => {
    await proxy.close();
    await postgres.close();
    process.off('uncaughtException', note);
    process.off('unhandledRejection', note);
  });

  it('reaches every process on the database, whatever its schema, in its order and each once', async () => {
    const [there, here] = [listen(hearer), listen(speaker)];
    await Promise.all([there, here].map(({ has }) => has('listening')));
    for (let number = 0; number < 20; number += 1) await speaker.broadcast.publish('news', `${number}`);
    await Promise.all([there, here].map(({ has }) => has('19')));
    const said = ['listening', ...Array.from({ length: 20 }, (_, number) => `${number}`)];
    expect([there.events, here.events]).toEqual([said, said]);
  });

  it('costs who does not listen no connection, and all who do in a process share one', async () => {
    expect(await listenersOf('video')).toHaveLength(0);
    const all = ['news', 'other', 'third'].map((channel) => listen(hearer, channel));
    await Promise.all(all.map(({ has }) => has('listening')));
    expect(await listenersOf('video')).toHaveLength(1);
    await speaker.broadcast.publish('other', 'heard');
    await all[1]?.has('heard');
    expect(all[0]?.events).toEqual(['listening']);
    // Who comes later is told that it listens, too.
    await listen(hearer).has('listening');
  });

  it('is heard no more by who left', async () => {
    const [gone, stays] = [listen(hearer), listen(hearer, 'other')];
    await Promise.all([gone, stays].map(({ has }) => has('listening')));
    gone.leave();
    await speaker.broadcast.publish('news', 'missed');
    await speaker.broadcast.publish('other', 'heard');
    await stays.has('heard');
    expect(gone.events).toEqual(['listening']);
  });

  it('carries what is far beyond the room PostgreSQL has, and refuses what is beyond all bounds', async () => {
    const there = listen(hearer);
    await there.has('listening');
    const big = `😀${'x'.repeat(100_000)}ก`;
    await speaker.broadcast.publish('news', big);
    await there.has(big);
    await expect(speaker.broadcast.publish('news', 'x'.repeat(300_000))).rejects.toThrow(
      BroadcastRefusedError,
    );
    await expect(speaker.broadcast.publish('n'.repeat(64), 'x')).rejects.toThrow(BroadcastRefusedError);
    expect(() => hearer.broadcast.subscribe('n'.repeat(64), { onMessage: () => undefined })).toThrow(
      BroadcastRefusedError,
    );
  });

  it('of a transaction is heard when that is committed, the same text as often as it was said, and else never', async () => {
    const there = listen(hearer, 'it"s; odd');
    await there.has('listening');
    const source = speaker.app.get(DataSource);
    const say = (text: string, fails: boolean) =>
      source.transaction(async (manager) => {
        await speaker.broadcast.publish('it"s; odd', text, manager);
        await speaker.broadcast.publish('it"s; odd', text, manager);
        if (fails) throw new Error('rolled back');
      });
    await expect(say('never', true)).rejects.toThrow('rolled back');
    await say('committed', false);
    await there.has('committed', 2);
    expect(there.events).toEqual(['listening', 'committed', 'committed']);
  });

  it('is told to be missed when PostgreSQL is killed, and heard again when it is back', async () => {
    const there = listen(hearer);
    await there.has('listening');
    await postgres.kill();
    await there.has('deaf');
    await expect(speaker.broadcast.publish('news', 'lost')).rejects.toThrow();
    await postgres.start();
    await there.has('listening', 2);
    await speaker.broadcast.publish('news', 'heard');
    await there.has('heard');
    expect(there.events).toEqual(['listening', 'deaf', 'listening', 'heard']);
    const told = hearer.lines.filter((line) => line.startsWith('Broadcasts'));
    expect(told).toHaveLength(2);
  });

  it('is told to be missed by who goes deaf without a sign', async () => {
    const there = listen(hearer);
    await there.has('listening');
    proxy.blackhole();
    await there.has('deaf');
    await speaker.broadcast.publish('news', 'lost');
    proxy.reset();
    await proxy.heal();
    await there.has('listening', 2);
    await speaker.broadcast.publish('news', 'heard');
    await there.has('heard');
    expect(there.events).toEqual(['listening', 'deaf', 'listening', 'heard']);
  });

  it('fails in time while PostgreSQL is frozen, and is told to be missed', async () => {
    const there = listen(hearer);
    await there.has('listening');
    postgres.freeze();
    try {
      await expect(speaker.broadcast.publish('news', 'late')).rejects.toThrow();
      await there.has('deaf');
    } finally {
      postgres.thaw();
    }
    await there.has('listening', 2);
    await until('it to be possible again', () => speaker.broadcast.publish('news', 'heard').then(() => true));
    await there.has('heard');
  });

  it('is heard on a new connection by who lost theirs', async () => {
    const there = listen(hearer);
    await there.has('listening');
    await postgres.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      'secureconnect-video-broadcast',
    ]);
    await there.has('listening', 2);
    await speaker.broadcast.publish('news', 'heard');
    await there.has('heard');
    expect(await listenersOf('video')).toHaveLength(1);
  });

  it('takes no listener’s fault out on the others', async () => {
    hearer.broadcast.subscribe('news', {
      onMessage: () => {
        throw new Error('a bug of a listener');
      },
    });
    hearer.broadcast.subscribe('news', { onMessage: () => Promise.reject(new Error('another')) as never });
    const there = listen(hearer);
    await there.has('listening');
    for (const text of ['one', 'two']) await speaker.broadcast.publish('news', text);
    await there.has('two');
    expect(hearer.lines.filter((line) => line.startsWith('A listener'))).toHaveLength(1);
  });

  it('is listened to from a start without PostgreSQL on, once that is there', async () => {
    await postgres.kill();
    const late = await start('chat');
    const there = listen(late);
    await sleep(100);
    expect(there.events).toEqual([]);
    await postgres.start();
    await there.has('listening');
    await ready(late);
    await until('it to be said', () => speaker.broadcast.publish('news', 'heard').then(() => true));
    await there.has('heard');
  });

  it('leaves no connection behind, and ends in time where PostgreSQL is frozen', async () => {
    const there = listen(hearer);
    await there.has('listening');
    postgres.freeze();
    try {
      await Promise.all(running.splice(0).map(({ app }) => app.close()));
    } finally {
      postgres.thaw();
    }
    await until('nobody to be connected', async () => (await listenersOf('video')).length === 0);
    expect(there.events).toEqual(['listening']);
  });
});
