import { randomUUID } from 'node:crypto';
import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  InvalidationRelay,
  MultiLayerCache,
  MultiLayerCacheModule,
  type RelayListener,
} from '@secureconnect/cache';
import { ResilientRedisModule } from '@secureconnect/redis';
import { RedisHealthService } from '@secureconnect/resilience';
import { type PostgresServer, type RedisServer, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { DirectoryRecord } from './directory-record.port';
import { DirectoryStoreModule } from './directory-store.module';
import { type DirectoryChange, type DirectoryEntry, DirectoryStore } from './directory.store';

const table =
  'CREATE TABLE IF NOT EXISTS people (id uuid PRIMARY KEY, email text, name text, display_name text)';
const putSql = `INSERT INTO people VALUES ($1, $2, $3, $4)
  ON CONFLICT (id) DO UPDATE SET email = $2, name = $3, display_name = $4`;

/** People in a table, as the accounts of auth are. */
export class PeopleRecord extends DirectoryRecord {
  queries = 0;

  constructor(private readonly postgres: PostgresServer) {
    super();
  }

  prepare = () => this.postgres.sql(table);

  async put({ id, username, displayName }: DirectoryEntry, email: string): Promise<DirectoryChange> {
    const before = await this.namesOf(id);
    await this.postgres.sql(putSql, [id, email, username, displayName]);
    return changeOf(id, [...before, { email, name: username }]);
  }

  async remove(id: string): Promise<DirectoryChange> {
    const before = await this.namesOf(id);
    await this.postgres.sql('DELETE FROM people WHERE id = $1', [id]);
    return changeOf(id, before);
  }

  override emailKeyOf = (email: string) => email.trim().toLowerCase();
  override usernameKeyOf = (username: string) => username.toLowerCase();
  override idOfEmail = (key: string) => this.idBy('email', key);
  override idOfUsername = (key: string) => this.idBy('name', key);

  override async entryOf(id: string): Promise<DirectoryEntry | null> {
    this.queries += 1;
    const sql = 'SELECT id, name AS username, display_name AS "displayName" FROM people WHERE id = $1';
    const [row] = await this.postgres.sql<{ [K in keyof DirectoryEntry]: DirectoryEntry[K] }>(sql, [id]);
    return row ?? null;
  }

  private async idBy(column: 'email' | 'name', key: string): Promise<string | null> {
    this.queries += 1;
    const sql = `SELECT id FROM people WHERE lower(${column}) = $1`;
    const [row] = await this.postgres.sql<{ id: string }>(sql, [key]);
    return row?.id ?? null;
  }

  private namesOf = (id: string) =>
    this.postgres.sql<{ email: string; name: string }>('SELECT email, name FROM people WHERE id = $1', [id]);
}

const changeOf = (userId: string, rows: readonly { email: string; name: string }[]): DirectoryChange => ({
  userId,
  emails: rows.map(({ email }) => email),
  usernames: rows.map(({ name }) => name),
});

/** Tells the other instance without Redis, as PostgreSQL does in a service. */
class Relay extends InvalidationRelay {
  private listener: RelayListener | undefined;

  constructor(private readonly bus: Set<Relay>) {
    super();
    bus.add(this);
  }

  override send(marks: readonly string[]): Promise<void> {
    const id = randomUUID();
    for (const end of this.bus) if (end !== this) end.listener?.onMarks(marks, id);
    return Promise.resolve();
  }

  override listen(listener: RelayListener): () => void {
    this.listener = listener;
    listener.onListening();
    return () => (this.listener = undefined);
  }
}

/** One instance of a service with a directory. */
export interface DirectoryInstance {
  readonly store: DirectoryStore;
  readonly record: PeopleRecord;
  normal(): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts two on one Redis and one PostgreSQL. */
export async function startDirectories(
  redis: RedisServer,
  postgres: PostgresServer,
): Promise<DirectoryInstance[]> {
  Logger.overrideLogger(false);
  // Once: two at the same time collide in spite of IF NOT EXISTS.
  await new PeopleRecord(postgres).prepare();
  const bus = new Set<Relay>();
  return Promise.all([0, 1].map(() => startDirectory(redis, new PeopleRecord(postgres), new Relay(bus))));
}

async function startDirectory(
  redis: RedisServer,
  record: PeopleRecord,
  relay: Relay,
): Promise<DirectoryInstance> {
  const health = { calmMs: 1 }; // Lost and found again within one test is no flapping.
  const resilient = { name: 'directory', redis: { url: redis.url }, health, metrics: new Registry() };
  const directory = DirectoryStoreModule.forRoot({
    record: { useValue: record },
    useFactory: () => ({ secret: 'a secret of this spec' }),
  });
  @Module({
    imports: [ResilientRedisModule.forRoot(resilient), MultiLayerCacheModule.forRoot({ relay }), directory],
  })
  class InstanceModule {}
  const app: INestApplicationContext = await NestFactory.createApplicationContext(InstanceModule, {
    logger: false,
  });
  const cache = app.get(MultiLayerCache);
  const normal = () =>
    until('normal', async () => {
      const { isCurrent } = await cache.healthCheck();
      return app.get(RedisHealthService).state === 'normal' && isCurrent;
    });
  await normal();
  return { store: app.get(DirectoryStore), record, normal, close: () => app.close() };
}
