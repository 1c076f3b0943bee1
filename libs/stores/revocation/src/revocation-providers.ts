import { type Provider } from '@nestjs/common';
import { DatabaseBroadcast, DatabaseHealth } from '@secureconnect/platform';
import { RedisGate } from '@secureconnect/redis';
import { Failover, KeptWrites, ReconcilableStores, RedisHealthService } from '@secureconnect/resilience';
import { DataSource } from 'typeorm';
import { RevocationLifetime } from './revocation-lifetime.service';
import { RevocationMetrics } from './revocation-metrics.service';
import { RevocationParts } from './revocation-parts';
import { type RevocationOptions } from './revocation.options';
import { RevocationStore } from './revocation.store';
import { TieredRevocationStore } from './tiered-revocation.store';

const inject = [
  DataSource,
  DatabaseBroadcast,
  DatabaseHealth,
  RedisGate,
  Failover,
  KeptWrites,
  ReconcilableStores,
  RedisHealthService,
];

/** How the store and what shows it are made. */
export const revocationProviders = (options: RevocationOptions): Provider[] => [
  {
    provide: RevocationParts,
    inject,
    useFactory: (
      source: DataSource,
      broadcast: DatabaseBroadcast,
      database: DatabaseHealth,
      gate: RedisGate,
      failover: Failover,
      writes: KeptWrites,
      stores: ReconcilableStores,
      health: RedisHealthService,
    ) =>
      new RevocationParts({ source, broadcast, database, gate, failover, writes, stores, health }, options),
  },
  {
    provide: RevocationStore,
    inject: [RevocationParts, DatabaseBroadcast],
    useFactory: (parts: RevocationParts, broadcast: DatabaseBroadcast) =>
      new TieredRevocationStore(parts, broadcast),
  },
  RevocationLifetime,
  RevocationMetrics,
];
