import { type Provider } from '@nestjs/common';
import { DatabaseBroadcast, ServiceIdentity } from '@secureconnect/platform';
import { RedisGate } from '@secureconnect/redis';
import { Failover, type OperationPolicy, PolicyManifest } from '@secureconnect/resilience';
import { Backplane } from './backplane';
import { BackplaneComponent } from './backplane-component.service';
import { BackplaneLifetime } from './backplane-lifetime.service';
import { BackplaneMetrics } from './backplane-metrics.service';
import { type BackplaneOptions } from './backplane.options';
import { CarriedBackplane } from './carried-backplane';
import { backplaneStore } from './carriers';

/** What publishing does without Redis; nobody waits for it, so no decorator can hold it to that. */
const publishing: OperationPolicy = {
  operation: 'backplane.publish',
  kind: 'provider',
  target: 'CarriedBackplane.topic',
  stores: [{ store: backplaneStore, mode: 'fallback', tiers: ['redis', 'postgres', 'memory'] }],
};

/** How the backplane and what shows it are made. */
export const backplaneProviders = (options: BackplaneOptions): Provider[] => [
  {
    provide: CarriedBackplane,
    inject: [ServiceIdentity, RedisGate, DatabaseBroadcast, Failover, PolicyManifest],
    useFactory: (
      { name: service }: ServiceIdentity,
      gate: RedisGate,
      broadcast: DatabaseBroadcast,
      failover: Failover,
      manifest: PolicyManifest,
    ) => {
      manifest.declare([publishing]);
      return new CarriedBackplane({ service, gate, broadcast, failover, options });
    },
  },
  { provide: Backplane, useExisting: CarriedBackplane },
  ...[BackplaneLifetime, BackplaneMetrics, BackplaneComponent],
];
