import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { PolicyModule } from '@secureconnect/resilience';
import { HealthController } from './health.controller';
import { HealthRegistry } from './health-registry.service';
import { HealthReporter } from './health-reporter.service';
import { PlatformComponents } from './platform-components.service';

/** Liveness, readiness and the report of all components. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), PolicyModule],
  controllers: [HealthController],
  providers: [HealthRegistry, HealthReporter, PlatformComponents],
  exports: [HealthRegistry],
})
export class HealthModule {}
