import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { DatabaseBroadcast } from '@secureconnect/platform';
import { RedisGate } from '@secureconnect/redis';
import { Failover, PolicyManifest, ReconcilableStores, RedisHealthService } from '@secureconnect/resilience';
import { type InstanceCount } from './instance-count.port';
import { RateLimitLifetime } from './rate-limit-lifetime.service';
import { RateLimitMetrics } from './rate-limit-metrics.service';
import { RateLimitParts } from './rate-limit-parts';
import { defaultRateLimitOptions, type RateLimitOptions } from './rate-limit.options';
import { RateLimitStore } from './rate-limit.store';
import { type RatePolicy } from './rate-policy';
import { admission, TieredRateLimitStore } from './tiered-rate-limit.store';

/** What the module needs to be told. */
export interface RateLimitModuleOptions extends Partial<RateLimitOptions> {
  /** The token of who knows how many share the limits; LiveInstances is one. */
  readonly instances: InjectionToken<InstanceCount>;
  /** The token of the limits there are, where they are known from the start. */
  readonly policies?: InjectionToken<readonly RatePolicy[]>;
  /** Where the tokens come from, if not from everywhere. */
  readonly imports?: ModuleMetadata['imports'];
}

/** Gives the whole app `RateLimitStore`; needs DatabaseModule and ResilientRedisModule. */
@Module({})
export class RateLimitModule {
  static forRoot({ instances, policies, imports = [], ...options }: RateLimitModuleOptions): DynamicModule {
    const around = [
      RedisGate,
      DatabaseBroadcast,
      Failover,
      ReconcilableStores,
      RedisHealthService,
      instances,
    ];
    return {
      module: RateLimitModule,
      global: true,
      imports,
      providers: [
        {
          provide: RateLimitParts,
          inject: policies === undefined ? around : [...around, policies],
          useFactory: partsWith({ ...defaultRateLimitOptions, ...options }),
        },
        {
          provide: RateLimitStore,
          inject: [RateLimitParts, PolicyManifest],
          useFactory: declaredStore,
        },
        RateLimitLifetime,
        RateLimitMetrics,
      ],
      exports: [RateLimitStore],
    };
  }
}

function declaredStore(parts: RateLimitParts, manifest: PolicyManifest): RateLimitStore {
  manifest.declare([admission]);
  return new TieredRateLimitStore(parts);
}

const partsWith =
  (options: RateLimitOptions) =>
  (
    gate: RedisGate,
    broadcast: DatabaseBroadcast,
    failover: Failover,
    stores: ReconcilableStores,
    health: RedisHealthService,
    instances: InstanceCount,
    policies: readonly RatePolicy[] = [],
  ): RateLimitParts => {
    const parts = new RateLimitParts({ gate, broadcast, failover, stores, health, instances }, options);
    parts.declare(policies);
    return parts;
  };
