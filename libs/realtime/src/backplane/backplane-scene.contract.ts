import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  classifyDatabaseError,
  DatabaseHealth,
  DatabaseModule,
  HealthRegistry,
  ServiceIdentity,
} from '@secureconnect/platform';
import { type RedisOptions, ResilientRedisModule } from '@secureconnect/redis';
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
import { type BackplaneOptions, defaultBackplaneOptions } from './backplane.options';
import { backplaneProviders } from './backplane-providers';
import { CarriedBackplane } from './carried-backplane';
import { type Topic } from './topic';

const wait = { timeout: 20_000 };

/** Where a node finds its servers, and how it differs. */
export interface NodeOptions {
  readonly postgres: string;
  readonly redis: RedisOptions;
  readonly backplane?: Partial<BackplaneOptions>;
  readonly service?: 'chat' | 'video';
}

/** One process's worth of backplane, and what was heard there on one topic. */
export class BackplaneNode {
  readonly backplane: CarriedBackplane;
  readonly health: RedisHealthService;
  readonly topic: Topic<string>;
  readonly heard: string[] = [];
  gaps = 0;

  private constructor(private readonly app: INestApplicationContext) {
    this.backplane = app.get(CarriedBackplane);
    this.health = app.get(RedisHealthService);
    this.topic = this.backplane.topic('words');
    this.topic.subscribe({
      onNotice: (word) => this.heard.push(word),
      onGap: (from) => (this.gaps += Number(from !== undefined)),
    });
  }

  static async start(options: NodeOptions): Promise<BackplaneNode> {
    const { postgres: url, redis, backplane, service = 'chat' } = options;
    Logger.overrideLogger(false);
    const isForeign = (error: unknown) => classifyDatabaseError(error) !== undefined;
    const resilient = ResilientRedisModule.forRoot({
      ...{ name: 'backplane', redis, metrics: new Registry(), health: { calmMs: 1, intervalMs: 500 } },
      ...{ failover: { isPostgresOutage: isForeign }, resilience: { isForeign } },
    });
    const database = DatabaseModule.forRoot({
      ...{ service, url, migrations: [], entities: [], migrateOnStart: true },
      ...{ poolSize: 4, connectTimeoutMs: 500, statementTimeoutMs: 2_000 },
    });
    @Module({
      imports: [resilient, database],
      providers: [
        HealthRegistry,
        { provide: ServiceIdentity, useValue: new ServiceIdentity(service, '0') },
        ...backplaneProviders({ ...defaultBackplaneOptions, ...backplane }),
      ],
    })
    class NodeModule {}
    const app = await NestFactory.createApplicationContext(NodeModule, { logger: false });
    return new BackplaneNode(app);
  }

  say(...words: string[]): void {
    for (const word of words) this.topic.publish(word);
  }

  /** Resolves when it has its schema, relies on Redis and hears both carriers. */
  async isWell(): Promise<this> {
    await until('the schema', () => this.app.get(DatabaseHealth).ready, wait);
    await until('Redis to be relied on', () => this.health.isAvailable, wait);
    await until('both carriers', () => Object.values(this.backplane.hears).every(Boolean), wait);
    return this;
  }

  knows(...others: readonly BackplaneNode[]): Promise<boolean> {
    const nodes = others.map(({ backplane }) => backplane.node).sort();
    const isSo = () => [...this.backplane.nodes].sort().join() === nodes.join();
    return until('the others to be known', isSo, wait);
  }

  hears(...words: readonly string[]): Promise<boolean> {
    return until(`${words.join()} to be heard`, () => words.every((word) => this.heard.includes(word)), wait);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

/** Real servers with roads that can be cut: the first node's own to Redis, and everybody's to PostgreSQL. */
export class BackplaneScene {
  readonly nodes: BackplaneNode[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly toRedis: FaultProxy,
    readonly toPostgres: FaultProxy,
  ) {}

  static async start(): Promise<BackplaneScene> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const [toRedis, toPostgres] = await Promise.all([
      startFaultProxy({ target: redis.url }),
      startFaultProxy({ target: postgres.url }),
    ]);
    return new BackplaneScene(postgres, redis, toRedis, toPostgres);
  }

  /** The next node; `own` is its way to Redis, if not the straight one. */
  async node(own?: FaultProxy, backplane?: Partial<BackplaneOptions>): Promise<BackplaneNode> {
    const node = await BackplaneNode.start({
      postgres: this.toPostgres.through(this.postgres.url),
      redis: { url: own ? own.through(this.redis.url) : this.redis.url, clockIntervalMs: 200 },
      ...(backplane && { backplane }),
    });
    this.nodes.push(node);
    return node.isWell();
  }

  /** All faults over, and everybody well. */
  async heal(): Promise<void> {
    this.redis.thaw();
    if (!this.redis.running) await this.redis.start();
    if (!this.postgres.running) await this.postgres.start();
    await Promise.all([this.toRedis.heal(), this.toPostgres.heal()]);
    await Promise.all(this.nodes.map((node) => node.isWell()));
  }

  async close(): Promise<void> {
    await Promise.all([this.toRedis.heal(), this.toPostgres.heal()]);
    await Promise.all(this.nodes.map((node) => node.close()));
    await Promise.all([this.toRedis.close(), this.toPostgres.close()]);
    await Promise.all([this.postgres.close(), this.redis.close()]);
  }
}
