import { Module } from '@nestjs/common';
import { HealthModule } from '../health.module';
import { HealthLook } from './health-look.service';
import { InstanceOperatorController } from './instance-operator.controller';
import { InstanceReporter } from './instance-reporter.service';
import { Levers } from './levers.service';
import { RecentEvents } from './recent-events.service';
import { RedisReporter } from './redis-reporter.service';

/** What an operator sees of an instance, and does to it. */
@Module({
  imports: [HealthModule],
  controllers: [InstanceOperatorController],
  providers: [RecentEvents, HealthLook, RedisReporter, InstanceReporter, Levers],
  exports: [InstanceReporter, Levers],
})
export class OperatorReportModule {}
