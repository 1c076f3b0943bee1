import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { PolicyModule } from '@secureconnect/resilience';
import { BreakersController } from './breakers.controller';
import { HealthController } from './health.controller';
import { HealthRegistry } from './health-registry.service';
import { HealthReporter } from './health-reporter.service';
import { PlatformComponents } from './platform-components.service';
import { ReadinessMetrics } from './readiness-metrics.service';
import { RedisComponent } from './redis-component.service';

/** Liveness, readiness and the report of all components. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), PolicyModule],
  controllers: [HealthController, BreakersController],
  providers: [...[HealthRegistry, HealthReporter, PlatformComponents, RedisComponent, ReadinessMetrics]],
  exports: [HealthRegistry, HealthReporter],
})
export class HealthModule {}
