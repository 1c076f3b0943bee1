import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { PolicyModule } from '@secureconnect/resilience';
import { BreakersController } from './breakers.controller';
import { HealthController } from './health.controller';
import { HealthRegistry } from './health-registry.service';
import { HealthReporter } from './health-reporter.service';
import { HealthLook } from './operator/health-look.service';
import { InstanceOperatorController } from './operator/instance-operator.controller';
import { InstanceReporter } from './operator/instance-reporter.service';
import { Levers } from './operator/levers.service';
import { RecentEvents } from './operator/recent-events.service';
import { RedisReporter } from './operator/redis-reporter.service';
import { PlatformComponents } from './platform-components.service';
import { ReadinessMetrics } from './readiness-metrics.service';
import { RedisComponent } from './redis-component.service';

/** What an operator sees of an instance, and does to it. */
const forOperators = [RecentEvents, HealthLook, RedisReporter, InstanceReporter, Levers];

/** Liveness, readiness and the report of all components. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), PolicyModule],
  controllers: [HealthController, BreakersController, InstanceOperatorController],
  providers: [
    ...[HealthRegistry, HealthReporter, PlatformComponents, RedisComponent, ReadinessMetrics],
    ...forOperators,
  ],
  exports: [HealthRegistry, InstanceReporter, Levers],
})
export class HealthModule {}
