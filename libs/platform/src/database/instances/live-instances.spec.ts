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
import { type HealthComponent, HealthRegistry } from '../../health/health-registry.service';
import { DatabaseBroadcast } from '../broadcast/database-broadcast.service';
import { DatabaseHealth } from '../database-health.service';
import { DatabaseModule } from '../database.module';
import { DatabaseLiveInstances } from './database-live-instances';
import { InstanceRecord } from './instance-record';

const wait = { timeout: 20_000 };
/** Nothing happens by the clock within a spec. */
const never = { beatMs: 3_600_000, leaseMs: 3_600_000 };
const often = { beatMs: 50, leaseMs: 400 };
/** No machine is so slow that a lease runs out by itself. */
const patient = { beatMs: 50, leaseMs: 60_000 };

describe('the living instances of a service', () => {
  let postgres: PostgresServer;
  let proxy: FaultProxy;
  const running: INestApplicationContext[] = [];

  async function start(service: string, times: typeof never, url = postgres.url) {
    const options = { service, url, migrations: [], entities: [], migrateOnStart: true, poolSize: 2 };
    const database = DatabaseModule.forRoot({ ...options, connectTimeoutMs: 500, statementTimeoutMs: 500 });
    const instances = {
      provide: DatabaseLiveInstances,
      inject: [DataSource, DatabaseHealth, DatabaseBroadcast, HealthRegistry],
      useFactory: (
        source: DataSource,
        health: DatabaseHealth,
        broadcast: DatabaseBroadcast,
        registry: HealthRegistry,
      ) => {
        const record = new InstanceRecord(source, times.leaseMs);
        return new DatabaseLiveInstances({ service, record, health, broadcast, registry, ...times });
      },
    };
    @Module({ imports: [database], providers: [HealthRegistry, instances] })
    class InstanceModule {}
    const app = await NestFactory.createApplicationContext(InstanceModule, { logger: false });
    running.push(app);
    const [component] = app.get(HealthRegistry).components as [HealthComponent];
    const live = app.get(DatabaseLiveInstances);
    return { app, service, live, report: () => component.check() };
  }
  type Instance = Awaited<ReturnType<typeof start>>;
  const counts = (count: number, ...instances: Instance[]) =>
    until(`a count of ${count}`, () => instances.every(({ live }) => live.count() === count), wait);
  const rowsOf = (service: string): Promise<{ id: string }[]> =>
    postgres.sql(`SELECT id FROM ${service}.live_instances`);
  const joined = async ({ app, service, live }: Instance): Promise<void> => {
    await until('the schema', () => app.get(DatabaseHealth).ready, wait);
    const isThere = async () => (await rowsOf(service)).some(({ id }) => id === live.id);
    await until('its row', isThere, wait);
  };
  const leave = async ({ app }: Instance): Promise<void> => {
    running.splice(running.indexOf(app), 1);
    await app.close();
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    proxy = await startFaultProxy({ target: postgres.port });
  });
  afterEach(async () => {
    postgres.thaw();
    await proxy.heal();
    await Promise.all(running.splice(0).map((app) => app.close()));
  });
  afterAll(async () => {
    await proxy.close();
    await postgres.close();
  });

  it('are told of one that comes, and of one that leaves, at once', async () => {
    const one = await start('coming', never);
    await joined(one);
    expect(one.live.count()).toBe(1);
    const two = await start('coming', never);
    await counts(2, one, two);
    await leave(two);
    await counts(1, one);
  });

  it('are those of one service, not of another', async () => {
    const [mine, other] = await Promise.all([start('mine', often), start('other', often)]);
    const second = await start('mine', often);
    await counts(2, mine, second);
    expect(other.live.count()).toBe(1);
  });

  it('are fewer when one is cut off, and as many again when it is back', async () => {
    const here = await start('cut', often);
    const there = await start('cut', often, proxy.through(postgres.url));
    await counts(2, here, there);
    proxy.blackhole();
    await counts(1, here);
    await until('trouble to be told', async () => (await there.report()).status === 'degraded', wait);
    await proxy.heal();
    await counts(2, here, there);
  });

  it('stay as many as were known while PostgreSQL is away, and the others still count when it is back', async () => {
    const both = [await start('away', patient), await start('away', patient)] as const;
    await counts(2, ...both);
    await postgres.kill();
    const isTold = async () => (await both[0].report()).status === 'degraded';
    await until('trouble to be told', isTold, wait);
    expect(both.map(({ live }) => live.count())).toEqual([2, 2]);
    await postgres.start();
    await until('no more trouble', async () => (await both[0].report()).status === 'up', wait);
    await counts(2, ...both);
  });

  it('are not told of one that begins without PostgreSQL until it has it, and that one counts itself', async () => {
    const here = await start('late', often);
    await proxy.refuse();
    const late = await start('late', often, proxy.through(postgres.url));
    expect(late.live.count()).toBe(1);
    await proxy.heal();
    await counts(2, here, late);
  });

  it('do not keep one that leaves while PostgreSQL hangs', async () => {
    const one = await start('hanging', often);
    await joined(one);
    postgres.freeze();
    await leave(one);
    postgres.thaw();
  });

  it('leave no row behind for ever', async () => {
    const one = await start('left_over', often);
    await joined(one);
    await postgres.sql(
      `INSERT INTO left_over.live_instances VALUES (gen_random_uuid(), now() - interval '1 day')`,
    );
    await until('the old one to be gone', async () => (await rowsOf('left_over')).length === 1, wait);
  });
});
