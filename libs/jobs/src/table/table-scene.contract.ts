import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseBroadcast, DatabaseHealth, DatabaseModule, newId } from '@secureconnect/platform';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { Enqueuer } from '../queue/enqueuer';
import { TableJobs } from '../queue/table-jobs';
import { WakeUps } from '../worker/wake-ups';
import { CreateJobs1763694000000 } from './create-jobs.migration';
import { DeadTable } from './dead-table';
import { JobDatabase } from './job-database';
import { JobReports } from './job-reports';
import { type NewJob } from './job-row';
import { JobTable } from './job-table';
import { KeyTable } from './key-table';
import { PromptDatabase } from './prompt-database';
import { ScheduleTable } from './schedule-table';
import { WorkerTable } from './worker-table';

/** One of several processes on one schema, as far as the tables are concerned. */
export class TableInstance {
  readonly worker = newId();
  readonly source: DataSource;
  readonly database: JobDatabase;
  readonly table: JobTable;
  readonly dead: DeadTable;
  readonly keys: KeyTable;
  readonly schedules: ScheduleTable;
  readonly workers: WorkerTable;
  readonly reports: JobReports;
  readonly wakeUps = new WakeUps();
  readonly jobs: TableJobs;

  constructor(readonly app: INestApplicationContext) {
    this.source = app.get(DataSource);
    this.database = new JobDatabase(this.source);
    this.table = new JobTable(this.database);
    this.dead = new DeadTable(this.database);
    this.keys = new KeyTable(this.database);
    this.schedules = new ScheduleTable(this.database, this.table);
    this.workers = new WorkerTable(this.database);
    this.reports = new JobReports(this.database);
    this.jobs = this.jobsWithin(1_000);
  }

  /** Another Jobs of the same process, with a deadline of its own for all that is asked of it. */
  jobsWithin(deadlineMs: number): TableJobs {
    const enqueuer = new Enqueuer(this.database, this.table, deadlineMs);
    return new TableJobs(enqueuer, new PromptDatabase(this.source, deadlineMs), this.wakeUps);
  }

  claim = (name: string, limit = 1_000, overall?: number) =>
    this.table.claim(name, limit, this.worker, overall);

  /** What is said on the channel of jobs from now on. */
  async listen(): Promise<string[]> {
    const heard: string[] = [];
    await new Promise<void>((resolve) => {
      this.app.get(DatabaseBroadcast).subscribe(this.database.channel, {
        onMessage: (payload) => heard.push(payload),
        onListening: resolve,
      });
    });
    return heard;
  }
}

/** Real PostgreSQL with the tables of jobs, and any number of instances on it. */
export class TableScene {
  private readonly running: TableInstance[] = [];

  private constructor(readonly postgres: PostgresServer) {}

  static async start(): Promise<TableScene> {
    return new TableScene(await startPostgres());
  }

  /** The next one is ready: it has its schema, and is known as a worker. */
  async instance(url = this.postgres.url): Promise<TableInstance> {
    const migrations = [CreateJobs1763694000000];
    const options = { service: 'chat', url, migrations, entities: [], migrateOnStart: true, poolSize: 8 };
    @Module({
      imports: [DatabaseModule.forRoot({ ...options, connectTimeoutMs: 1_000, statementTimeoutMs: 5_000 })],
    })
    class InstanceModule {}
    const instance = new TableInstance(
      await NestFactory.createApplicationContext(InstanceModule, { logger: false }),
    );
    this.running.push(instance);
    await until('the schema', () => instance.app.get(DatabaseHealth).ready);
    await instance.workers.beat(instance.worker, 'here');
    return instance;
  }

  rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.postgres.sql<Row & Record<string, unknown>>(text, values);
  }

  /** Between two tests: no jobs. */
  async empty(): Promise<void> {
    await this.rows('TRUNCATE chat.jobs, chat.dead_jobs, chat.job_keys, chat.job_schedules');
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map(({ app }) => app.close()));
    await this.postgres.close();
  }
}

/** A job as `Jobs` would write it. */
export const newJob = (name: string, more: Partial<NewJob> = {}): NewJob => ({
  id: newId(),
  name,
  payload: '{}',
  ...more,
});
