import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseBroadcast, HealthModule } from '@secureconnect/platform';
import { RedisGate } from '@secureconnect/redis';
import { Failover, KeptWrites, ReconcilableStores, RedisHealthService } from '@secureconnect/resilience';
import { DataSource } from 'typeorm';
import { RevocationLifetime } from './revocation-lifetime.service';
import { RevocationMetrics } from './revocation-metrics.service';
import { RevocationParts } from './revocation-parts';
import { defaultRevocationOptions, type RevocationOptions } from './revocation.options';
import { RevocationStore } from './revocation.store';
import { TieredRevocationStore } from './tiered-revocation.store';

const inject = [
  DataSource,
  DatabaseBroadcast,
  RedisGate,
  Failover,
  KeptWrites,
  ReconcilableStores,
  RedisHealthService,
];

/** Gives the whole app `RevocationStore`; needs DatabaseModule, ResilientRedisModule and a migration of revocations. */
@Module({})
export class RevocationStoreModule {
  static forRoot(options: Partial<RevocationOptions> = {}): DynamicModule {
    const settled = { ...defaultRevocationOptions, ...options };
    return {
      module: RevocationStoreModule,
      global: true,
      imports: [HealthModule],
      providers: [
        {
          provide: RevocationParts,
          inject,
          useFactory: (
            source: DataSource,
            broadcast: DatabaseBroadcast,
            gate: RedisGate,
            failover: Failover,
            writes: KeptWrites,
            stores: ReconcilableStores,
            health: RedisHealthService,
          ) => new RevocationParts({ source, broadcast, gate, failover, writes, stores, health }, settled),
        },
        {
          provide: RevocationStore,
          inject: [RevocationParts, DatabaseBroadcast],
          useFactory: (parts: RevocationParts, broadcast: DatabaseBroadcast) =>
            new TieredRevocationStore(parts, broadcast),
        },
        RevocationLifetime,
        RevocationMetrics,
      ],
      exports: [RevocationStore],
    };
  }
}
