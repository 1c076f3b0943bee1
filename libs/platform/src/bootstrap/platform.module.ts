import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ResilienceModule } from '@secureconnect/resilience';
import { type PlatformValues } from '../config/platform.settings';
import { DatabaseModule } from '../database/database.module';
import { serviceResilience } from '../degraded/service-resilience.options';
import { HealthModule } from '../health/health.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { MetricsModule } from '../metrics/metrics.module';
import { ConnectionWatch } from '../shutdown/connection-watch.service';
import { Drain } from '../shutdown/drain.service';
import { SocketRegistry } from '../sockets/socket-registry.service';
import { databaseOptionsOf } from './database-options';
import { RedisHealthModule } from './redis-health.module';
import { type ServiceDefinition } from './service-definition';
import { ServiceIdentity } from './service-identity';
import { SETTINGS } from './settings.decorator';
import { version } from './version';

/** What the five services share, around the one module that is theirs. */
@Global()
@Module({})
export class PlatformModule {
  static around(service: ServiceDefinition, values: PlatformValues): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        // First, so that its guard comes before those that reach stores themselves.
        ResilienceModule.forRoot(serviceResilience),
        RedisHealthModule,
        DatabaseModule.forRoot(databaseOptionsOf(service, values)),
        // No request may outlive its claim on an Idempotency-Key.
        IdempotencyModule.forRoot({ leaseMs: values.REQUEST_TIMEOUT_MS * 3 }),
        MetricsModule,
        HealthModule,
        service.module,
      ],
      providers: [
        { provide: SETTINGS, useValue: values },
        { provide: ServiceIdentity, useValue: new ServiceIdentity(service.name, version) },
        Drain,
        ConnectionWatch,
        SocketRegistry,
      ],
      exports: [SETTINGS, ServiceIdentity, Drain, SocketRegistry],
    };
  }
}
