import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  classifyDatabaseError,
  DatabaseHealth,
  DatabaseModule,
  HealthRegistry,
  type MigrationClass,
  newId,
  ProblemError,
  Transactions,
} from '@secureconnect/platform';
import { ResilientRedisModule } from '@secureconnect/redis';
import { RedisHealthService } from '@secureconnect/resilience';
import {
  type FaultProxy,
  type PostgresServer,
  type RedisServer,
  startFaultProxy,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { CreateRevocations1763720000000 } from './create-revocations.migration';
import { RevocationParts } from './revocation-parts';
import { revocationProviders } from './revocation-providers';
import { defaultRevocationOptions, type RevocationOptions } from './revocation.options';
import { type RevocableToken, type RevocationEntry, RevocationStore } from './revocation.store';

/** As in the services. */
const isForeign = (error: unknown): boolean =>
  error instanceof ProblemError || classifyDatabaseError(error) !== undefined;

const wait = { timeout: 20_000 };

/** Where an instance lives, and how it differs. */
export interface InstanceOptions {
  readonly service?: string;
  readonly migration?: MigrationClass;
  readonly revocations?: Partial<RevocationOptions>;
}

/** A token that nobody has revoked yet. */
export const newToken = (more: Partial<RevocableToken> = {}): RevocableToken => ({
  id: newId(),
  sessionId: newId(),
  userId: newId(),
  issuedAtMs: Date.now(),
  ...more,
});

/** One process's worth of revocations. */
export class RevocationInstance {
  readonly store: RevocationStore;
  readonly parts: RevocationParts;
  readonly health: RedisHealthService;
  readonly heard: RevocationEntry[] = [];
  private readonly transactions: Transactions;

  constructor(readonly app: INestApplicationContext) {
    this.store = app.get(RevocationStore);
    this.parts = app.get(RevocationParts);
    this.health = app.get(RedisHealthService);
    this.transactions = app.get(Transactions);
    this.store.revoked$.subscribe((entry) => this.heard.push(entry));
  }

  revoke(...entries: RevocationEntry[]): Promise<void> {
    return this.transactions.run((within) => this.store.revoke(entries, within));
  }

  revokeToken({ id: subject }: RevocableToken): Promise<void> {
    return this.revoke({ kind: 'token', subject });
  }

  /** Records what nobody is told of. */
  async recordOnly(): Promise<RevocableToken> {
    const token = newToken();
    const entries: RevocationEntry[] = [{ kind: 'token', subject: token.id }];
    await this.within(async ({ manager }) => void (await this.parts.record.insert(entries, manager)));
    return token;
  }

  /** What a guard would learn: yes, no, or the code it refuses with. */
  async verdict(token: RevocableToken): Promise<boolean | string> {
    return this.store.isRevoked(token).catch((error: { code?: string }) => error.code ?? String(error));
  }

  /** Resolves when a token is not accepted here, and never was before. */
  refuses(token: RevocableToken): Promise<boolean> {
    return until('the token to be refused', async () => (await this.verdict(token)) === true, wait);
  }

  accepts(token: RevocableToken): Promise<boolean> {
    return until('the token to be accepted', async () => (await this.verdict(token)) === false, wait);
  }

  isCurrent(): Promise<boolean> {
    return until(
      'memory to be current',
      () => this.parts.feed.isCurrent && this.parts.feed.condition.isSound,
      wait,
    );
  }

  isDeaf(): Promise<boolean> {
    const { feed } = this.parts;
    return until('memory not to be current', () => !feed.isCurrent && feed.trouble !== undefined, wait);
  }

  /** What the health of the application says of revocations. */
  report() {
    const { components } = this.app.get(HealthRegistry);
    return components.find(({ name }) => name === 'revocations')?.check();
  }

  isNormal(): Promise<boolean> {
    return until('Redis to be relied on', () => this.health.isAvailable, wait);
  }

  within<T>(work: Parameters<typeof this.transactions.run<T>>[0]): Promise<T> {
    return this.transactions.run(work);
  }
}

/** Real servers with two instances, of which the second has roads of its own that can be cut. */
export class RevocationScene {
  readonly instances: RevocationInstance[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly toPostgres: FaultProxy,
  ) {}

  static async start(): Promise<RevocationScene> {
    Logger.overrideLogger(false);
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    return new RevocationScene(postgres, redis, await startFaultProxy({ target: postgres.url }));
  }

  /** The next instance, not waited for. */
  async begin(postgresUrl = this.postgres.url, options: InstanceOptions = {}): Promise<RevocationInstance> {
    const { service = 'auth', migration = CreateRevocations1763720000000, revocations } = options;
    const database = DatabaseModule.forRoot({
      service,
      url: postgresUrl,
      migrations: [migration],
      entities: [],
      migrateOnStart: true,
      poolSize: 10,
      connectTimeoutMs: 2_000,
      statementTimeoutMs: 5_000,
    });
    const resilient = ResilientRedisModule.forRoot({
      name: 'revocations',
      redis: { url: this.redis.url },
      health: { calmMs: 1, intervalMs: 500 }, // Lost several times here, which is no flapping.
      failover: { isPostgresOutage: (error) => classifyDatabaseError(error) !== undefined },
      resilience: { isForeign },
      metrics: new Registry(),
    });
    @Module({
      imports: [database, resilient],
      providers: [HealthRegistry, ...revocationProviders({ ...defaultRevocationOptions, ...revocations })],
    })
    class InstanceModule {}
    const app = await NestFactory.createApplicationContext(InstanceModule, { logger: false });
    const instance = new RevocationInstance(app);
    this.instances.push(instance);
    return instance;
  }

  /** The next instance, which has its schema, hears PostgreSQL and relies on Redis. */
  async instance(postgresUrl?: string, options?: InstanceOptions): Promise<RevocationInstance> {
    const instance = await this.begin(postgresUrl, options);
    await until('the schema', () => instance.app.get(DatabaseHealth).ready, wait);
    await instance.isCurrent();
    await instance.isNormal();
    return instance;
  }

  /** One that goes through the proxy. */
  cuttable(options?: InstanceOptions): Promise<RevocationInstance> {
    return this.instance(this.toPostgres.through(this.postgres.url), options);
  }

  async close(): Promise<void> {
    await this.toPostgres.heal();
    await Promise.all(this.instances.map(({ app }) => app.close()));
    await this.toPostgres.close();
    await Promise.all([this.postgres.close(), this.redis.close()]);
  }
}
