import { type InjectionToken, type ModuleMetadata } from '@nestjs/common';
import {
  type RedisBreakersOptions,
  type EpochRecord,
  type FailoverOptions,
  type KeptWritesOptions,
  type ReconcilerOptions,
  type RedisHealthOptions,
  type ResilienceOptions,
} from '@secureconnect/resilience';
import { type Registry } from 'prom-client';
import { type RedisTracing } from '../gate/redis-tracing';
import { type RedisOptions } from '../options/redis.options';

/** What an application says about its Redis; all but the name has defaults. */
export interface ResilientRedisOptions {
  /** Of the application, the same in all its instances: it names the marker in Redis and labels the metrics. */
  readonly name: string;
  readonly redis?: RedisOptions;
  readonly health?: Partial<RedisHealthOptions>;
  readonly breakers?: RedisBreakersOptions;
  readonly failover?: Pick<FailoverOptions, 'bulkhead' | 'isPostgresOutage'>;
  readonly recovery?: Partial<ReconcilerOptions>;
  readonly keptWrites?: Partial<KeptWritesOptions>;
  /** Where the epoch of Redis is recorded; in this process unless said. */
  readonly epochs?: EpochRecord;
  /** Where the metrics are kept; the default registry of prom-client unless said. */
  readonly metrics?: Registry;
  /** Where calls are traced; nowhere unless said. */
  readonly tracing?: RedisTracing;
}

/** The same, made by the container. */
export interface ResilientRedisAsyncOptions {
  readonly imports?: ModuleMetadata['imports'];
  // The container hands over whatever the tokens stand for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly useFactory: (...parts: any[]) => ResilientRedisOptions | Promise<ResilientRedisOptions>;
  readonly inject?: readonly InjectionToken[];
  /** How the application is held to its declarations. */
  readonly resilience?: ResilienceOptions;
}

/** The token of the options. */
export const RESILIENT_REDIS = Symbol('resilient-redis:options');
