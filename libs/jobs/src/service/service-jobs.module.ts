import { type DynamicModule, Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { JobsComponent } from '../health/jobs-component.service';
import { JobsModule } from '../jobs.module';
import { type JobsOptions } from '../jobs.options';
import { JobMetrics } from '../metrics/job-metrics.service';
import { QueueOverview } from '../operator/queue-overview.service';
import { idempotencyKeysHandler } from './clean-idempotency-keys.factory';

/** Jobs as each of the services has them: with health, metrics, and the clean-up of Idempotency-Keys. */
@Module({})
export class ServiceJobsModule {
  static forRoot(options: Partial<JobsOptions> = {}): DynamicModule {
    return {
      module: ServiceJobsModule,
      imports: [JobsModule.forRoot(options), HealthModule],
      providers: [QueueOverview, JobsComponent, JobMetrics, idempotencyKeysHandler()],
    };
  }
}
