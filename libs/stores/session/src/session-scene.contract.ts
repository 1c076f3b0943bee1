import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  classifyDatabaseError,
  DatabaseHealth,
  DatabaseModule,
  type SealingKeys,
  Transactions,
} from '@secureconnect/platform';
import { ResilientRedisModule } from '@secureconnect/redis';
import { RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { CreateSessions1763721000000 } from './create-sessions.migration';
import { type SessionStoreOptions } from './session-store.options';
import { SessionStoreModule } from './session-store.module';
import { type BegunSession, type NewSession, type Rotation, SessionStore } from './session.store';

/** Where one instance finds its servers, and how it differs. */
export interface InstanceOptions {
  readonly postgres: string;
  readonly redis: string;
  readonly store?: Partial<SessionStoreOptions>;
  readonly fallbackEnabled?: boolean;
}

/** One process's worth of sessions. */
export interface SessionInstance {
  readonly app: INestApplicationContext;
  readonly store: SessionStore;
  readonly transactions: Transactions;
  readonly health: RedisHealthService;
  readonly metrics: Registry;
  /** Each in a transaction of its own. */
  begin(session: NewSession): Promise<BegunSession>;
  rotate(token: string): Promise<Rotation>;
  end(userId: string, id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** The key of a name. */
export const keyNamed = (id: string) => ({ id, key: Buffer.alloc(32, id) });
export const presentKeys: SealingKeys = [keyNamed('present')];

/** A session of a user, as it would begin with a login. */
export const sessionOf = (userId: string): NewSession => ({
  userId,
  details: {
    device: { fingerprint: 'a print nobody may read', browser: 'Firefox' },
    address: '192.0.2.7',
    userAgent: 'Mozilla/5.0',
    metadata: { method: 'password' },
    riskScore: 0.1,
  },
  methods: ['pwd'],
});

function moduleOf({ postgres, redis, store, fallbackEnabled = true }: InstanceOptions, metrics: Registry) {
  const database = DatabaseModule.forRoot({
    ...{ service: 'auth', url: postgres, migrations: [CreateSessions1763721000000], entities: [] },
    ...{ migrateOnStart: true, poolSize: 8, connectTimeoutMs: 10_000, statementTimeoutMs: 10_000 },
  });
  const resilient = ResilientRedisModule.forRoot({
    ...{ name: 'sessions', redis: { url: redis }, metrics },
    health: { calmMs: 1 }, // It is lost several times here, which is no flapping.
    failover: { isPostgresOutage: (error) => classifyDatabaseError(error) !== undefined },
    resilience: { fallbackEnabled, isForeign: (error) => classifyDatabaseError(error) !== undefined },
  });
  @Module({ imports: [resilient, database, SessionStoreModule.forRoot({ keys: presentKeys, ...store })] })
  class InstanceModule {}
  return InstanceModule;
}

/** Starts an instance; resolves when its schema is as it should be. */
export async function startSessionInstance(options: InstanceOptions): Promise<SessionInstance> {
  Logger.overrideLogger(false);
  const metrics = new Registry();
  const app = await NestFactory.createApplicationContext(moduleOf(options, metrics), { logger: false });
  await until('the schema', () => app.get(DatabaseHealth).ready);
  const [store, transactions] = [app.get(SessionStore), app.get(Transactions)];
  return {
    ...{ app, store, transactions, metrics, health: app.get(RedisHealthService) },
    begin: (session) => transactions.run((within) => store.begin(session, within)),
    rotate: (token) => transactions.run((within) => store.rotate(token, within)),
    end: (userId, id) => transactions.run((within) => store.end(userId, id, within)),
    close: () => app.close(),
  };
}

/** Waits until Redis is relied on again, and nothing is missing there. */
export const normal = ({ health }: SessionInstance) => until('normal', () => health.state === 'normal');
