import { type DataSource } from 'typeorm';
import { DeadTable } from '../table/dead-table';
import { JobDatabase } from '../table/job-database';
import { JobTable } from '../table/job-table';
import { KeptConnection } from '../table/kept-connection';
import { KeyTable } from '../table/key-table';
import { ScheduleTable } from '../table/schedule-table';
import { WorkerSightings } from '../table/worker-sightings';
import { WorkerTable } from '../table/worker-table';

/** All tables of jobs of one service. */
export class JobTables {
  readonly database: JobDatabase;
  readonly jobs: JobTable;
  readonly dead: DeadTable;
  readonly keys: KeyTable;
  readonly schedules: ScheduleTable;
  readonly workers: WorkerTable;
  readonly sightings: WorkerSightings;
  readonly beats: Pick<WorkerTable, 'beat'>;
  /** For beats, and looks at those of others: a pool that handlers keep busy must not make this worker look dead. */
  readonly kept: KeptConnection;

  constructor(source: DataSource) {
    this.database = new JobDatabase(source);
    this.jobs = new JobTable(this.database);
    this.dead = new DeadTable(this.database);
    this.keys = new KeyTable(this.database);
    this.schedules = new ScheduleTable(this.database, this.jobs);
    this.kept = new KeptConnection(source);
    this.workers = new WorkerTable(this.database);
    this.beats = new WorkerTable(this.kept);
    this.sightings = new WorkerSightings(this.kept);
  }
}
