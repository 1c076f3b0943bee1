import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { JobRegistry } from './definition/job-registry';
import { JOBS_OPTIONS } from './jobs.constants';
import { defaultJobsOptions, type JobsOptions } from './jobs.options';
import { Enqueuer } from './queue/enqueuer';
import { Jobs } from './queue/jobs';
import { TableJobs } from './queue/table-jobs';
import { poolLimitsOf } from './table/pool-limits';
import { PromptDatabase } from './table/prompt-database';
import { JobActivity } from './worker/job-activity';
import { JobTables } from './worker/job-tables';
import { JobWorker } from './worker/job-worker.service';
import { WakeUps } from './worker/wake-ups';
import { WorkerIdentity } from './worker/worker-identity';

const tables: Provider = {
  provide: JobTables,
  inject: [DataSource],
  useFactory: (source: DataSource) => new JobTables(source),
};

const jobs: Provider = {
  provide: Jobs,
  inject: [DataSource, JobTables, WakeUps, JobActivity, JOBS_OPTIONS],
  useFactory: (
    source: DataSource,
    { database, jobs: table }: JobTables,
    wakeUps: WakeUps,
    { enqueued$ }: JobActivity,
    { enqueueDeadlineMs }: JobsOptions,
  ) => {
    const enqueuer = new Enqueuer(database, table, enqueueDeadlineMs);
    const asked = new PromptDatabase(source, poolLimitsOf(source).statementMs);
    return new TableJobs(enqueuer, asked, wakeUps, (name) => enqueued$.next(name));
  },
};

/** Lets the whole app enqueue, and runs its `@Job` handlers; needs DatabaseModule and the migration of jobs. */
@Module({})
export class JobsModule {
  static forRoot(options: Partial<JobsOptions> = {}): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        { provide: JOBS_OPTIONS, useValue: { ...defaultJobsOptions, ...options } },
        tables,
        jobs,
        WakeUps,
        WorkerIdentity,
        JobActivity,
        JobRegistry,
        JobWorker,
      ],
      exports: [Jobs, JOBS_OPTIONS, JobTables, WakeUps, JobActivity, JobRegistry],
    };
  }
}
