import { type DataSource } from 'typeorm';
import { DeadTable } from '../table/dead-table';
import { JobDatabase } from '../table/job-database';
import { JobTable } from '../table/job-table';
import { KeyTable } from '../table/key-table';
import { ScheduleTable } from '../table/schedule-table';
import { WorkerTable } from '../table/worker-table';

/** All tables of jobs of one service. */
export class JobTables {
  readonly database: JobDatabase;
  readonly jobs: JobTable;
  readonly dead: DeadTable;
  readonly keys: KeyTable;
  readonly schedules: ScheduleTable;
  readonly workers: WorkerTable;

  constructor(source: DataSource) {
    this.database = new JobDatabase(source);
    this.jobs = new JobTable(this.database);
    this.dead = new DeadTable(this.database);
    this.keys = new KeyTable(this.database);
    this.schedules = new ScheduleTable(this.database, this.jobs);
    this.workers = new WorkerTable(this.database);
  }
}
