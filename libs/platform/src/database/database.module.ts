import { type DynamicModule, Logger, Module, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { DatabaseBroadcast } from './broadcast/database-broadcast.service';
import { directConnection, listeningConnection, runtimeConnection } from './connection.options';
import { DatabaseHealth } from './database-health.service';
import { DatabaseStartup } from './database-startup.service';
import { type DatabaseOptions } from './database.options';
import { ServiceDataSource } from './service-data-source';
import { ServicePool } from './service-pool.adapter';
import { schemaOf } from './service-role';
import { SessionLocks } from './session-locks.service';
import { Transactions } from './transactions.service';

/** Gives the whole app TypeORM's DataSource over the service's own schema, `DatabaseHealth` and `DatabaseBroadcast`. */
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    const pool = new ServicePool(runtimeConnection(options), options.poolSize);
    pool.close('the first connection');
    return {
      module: DatabaseModule,
      global: true,
      imports: [typeOrm(options, pool)],
      providers: providers(options, pool),
      exports: [DatabaseHealth, DatabaseBroadcast, Transactions, SessionLocks],
    };
  }
}

/** TypeOrmModule must not connect, or the service would not start without PostgreSQL; ours is open for use as it is. */
const typeOrm = (options: DatabaseOptions, pool: ServicePool): DynamicModule =>
  TypeOrmModule.forRootAsync({
    useFactory: () => ({ type: 'postgres', retryAttempts: 1 }),
    dataSourceFactory: () =>
      ServiceDataSource.over(pool, schemaOf(options.service), options.url, { entities: options.entities }),
  });

function healthOf(options: DatabaseOptions, pool: ServicePool, logger: Logger): DatabaseHealth {
  const { connectTimeoutMs, poolerUrl } = options;
  const direct = poolerUrl === undefined ? undefined : directConnection(options);
  const health = new DatabaseHealth(runtimeConnection(options), connectTimeoutMs, logger, direct);
  // A pooler lets in, whether PostgreSQL is there or not.
  if (!direct) pool.on('connect', () => health.answered());
  return health;
}

function providers(options: DatabaseOptions, pool: ServicePool): Provider[] {
  const logger = new Logger('Database');
  const startup = (health: DatabaseHealth) => new DatabaseStartup(options, pool, health, logger);
  return [
    {
      provide: DatabaseHealth,
      useFactory: () => healthOf(options, pool, logger),
    },
    { provide: DatabaseStartup, inject: [DatabaseHealth], useFactory: startup },
    Transactions,
    { provide: SessionLocks, useFactory: () => new SessionLocks(directConnection(options)) },
    {
      provide: DatabaseBroadcast,
      inject: [DataSource, DatabaseHealth],
      useFactory: (statements: DataSource, health: DatabaseHealth) =>
        new DatabaseBroadcast({
          statements,
          config: listeningConnection(options),
          logger: new Logger('Broadcast'),
          onAnswer: (listener) => health.onAnswer(listener),
        }),
    },
  ];
}
