import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { ResilientRedisModule } from '@secureconnect/redis';
import { RedisBreakers, RedisHealthService } from '@secureconnect/resilience';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { AddressesModule } from '../addresses/addresses.module';
import { ServiceCacheModule } from '../cache/service-cache.module';
import { type PlatformValues } from '../config/platform.settings';
import { DatabaseHealth } from '../database/database-health.service';
import { DatabaseModule } from '../database/database.module';
import { InstancesModule } from '../database/instances/instances.module';
import { redisOptionsOf } from '../degraded/redis-options';
import { serviceResilience } from '../degraded/service-resilience.options';
import { HealthModule } from '../health/health.module';
import { ModeSource } from '../health/mode-source';
import { OperatorReportModule } from '../health/operator/operator-report.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { PROCESS_LOGGER } from '../logging/process-logger';
import { MetricsModule } from '../metrics/metrics.module';
import { ServiceTokensModule } from '../service-tokens/service-tokens.module';
import { ConnectionWatch } from '../shutdown/connection-watch.service';
import { Drain } from '../shutdown/drain.service';
import { SocketRegistry } from '../sockets/socket-registry.service';
import { redisSpans } from '../tracing/redis-spans';
import { TRACING, TracingModule } from '../tracing/tracing.module';
import { type StartedTracing } from '../tracing/start-tracing';
import { databaseOptionsOf } from './database-options';
import { type ServiceDefinition } from './service-definition';
import { ServiceIdentity } from './service-identity';
import { SETTINGS } from './settings.decorator';
import { version } from './version';

const redisOf = ({ name }: ServiceDefinition, { ENABLE_REDIS_FALLBACK }: PlatformValues): DynamicModule =>
  ResilientRedisModule.forRootAsync({
    inject: [SETTINGS, DataSource, DatabaseHealth, TRACING],
    useFactory: (
      values: PlatformValues,
      source: DataSource,
      database: DatabaseHealth,
      traced?: StartedTracing,
    ) => ({
      ...redisOptionsOf(name, values, source, database),
      ...(traced && { tracing: redisSpans }),
    }),
    resilience: { ...serviceResilience, fallbackEnabled: ENABLE_REDIS_FALLBACK },
  });

const modeSource: Provider = {
  provide: ModeSource,
  useFactory: (health: RedisHealthService, breakers: RedisBreakers) => new ModeSource(health, breakers),
  inject: [RedisHealthService, RedisBreakers],
};

/** What the five services share, around the one module that is theirs. */
@Global()
@Module({})
export class PlatformModule {
  static around(service: ServiceDefinition, values: PlatformValues, logger: Logger): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        // First, so that its guard comes before those that reach stores themselves.
        redisOf(service, values),
        TracingModule.of(service.name, version, values),
        DatabaseModule.forRoot(databaseOptionsOf(service, values)),
        // No request may outlive its claim on an Idempotency-Key.
        IdempotencyModule.forRoot({ leaseMs: values.REQUEST_TIMEOUT_MS * 3 }),
        ...[ServiceCacheModule, MetricsModule, HealthModule],
        ...[InstancesModule, ServiceTokensModule, AddressesModule, OperatorReportModule],
        service.module,
      ],
      providers: [
        { provide: SETTINGS, useValue: values },
        { provide: PROCESS_LOGGER, useValue: logger },
        modeSource,
        { provide: ServiceIdentity, useValue: new ServiceIdentity(service.name, version) },
        Drain,
        ConnectionWatch,
        SocketRegistry,
      ],
      exports: [
        ...[SETTINGS, PROCESS_LOGGER, ModeSource, ServiceIdentity, Drain, ConnectionWatch, SocketRegistry],
        ...[InstancesModule, ServiceTokensModule, AddressesModule],
      ],
    };
  }
}
