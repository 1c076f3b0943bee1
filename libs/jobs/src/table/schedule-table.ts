import { type EntityManager } from 'typeorm';
import { type JobDatabase } from './job-database';
import { type NewJob } from './job-row';
import { type JobTable } from './job-table';

/** What a schedule that is due puts into its queue, and when it is due again; no `nextAt`: never. */
export interface Firing {
  readonly job: NewJob;
  readonly nextAt?: Date;
}

const nowSql = 'SELECT clock_timestamp() AS now';
/** What it was is kept where it is the same, so that a start does not move it. */
const declareSql = `
  INSERT INTO job_schedules AS s (name, spec, next_at) VALUES ($1, $2, $3)
  ON CONFLICT (name) DO UPDATE SET spec = excluded.spec, next_at = excluded.next_at WHERE s.spec <> excluded.spec`;
const dueSql =
  'SELECT name FROM job_schedules WHERE name = ANY ($1::text[]) AND next_at <= clock_timestamp()';
const lockSql = `
  SELECT next_at AS "plannedAt", clock_timestamp() AS now FROM job_schedules
  WHERE name = $1 AND next_at <= clock_timestamp() FOR NO KEY UPDATE SKIP LOCKED`;
const moveSql = 'UPDATE job_schedules SET next_at = $2 WHERE name = $1';
const nextSql = `
  SELECT (extract(epoch FROM min(next_at) - clock_timestamp()) * 1000)::float8 AS ms
  FROM job_schedules WHERE name = ANY ($1::text[])`;

/** When queues feed themselves; of several instances, one does each time. */
export class ScheduleTable {
  constructor(
    private readonly database: JobDatabase,
    private readonly jobs: JobTable,
  ) {}

  /** Says how a queue repeats; where that is new, it is due at what `firstAt` makes of PostgreSQL's now. */
  async declare(name: string, spec: string, firstAt: (now: Date) => Date | undefined): Promise<void> {
    const [row] = await this.database.rows<{ now: Date }>({ text: nowSql });
    if (row) await this.database.rows({ text: declareSql, values: [name, spec, firstAt(row.now) ?? null] });
  }

  /** Of these queues, puts into each that is due what `fire` makes of it, at once with its next time; gives their names. */
  async due(
    names: readonly string[],
    fire: (name: string, now: Date, plannedAt: Date) => Firing,
  ): Promise<string[]> {
    const due = await this.database.rows<{ name: string }>({ text: dueSql, values: [names] });
    const fired: string[] = [];
    for (const { name } of due) {
      if (await this.database.transaction((manager) => this.fire(name, fire, manager))) fired.push(name);
    }
    return fired;
  }

  /** How long until one of these queues is due; undefined: none ever is. */
  async nextMs(names: readonly string[]): Promise<number | undefined> {
    const [row] = await this.database.rows<{ ms: number | null }>({ text: nextSql, values: [names] });
    return row && row.ms !== null ? Math.max(0, Math.ceil(row.ms)) : undefined;
  }

  /** False: somebody else has just done it. */
  private async fire(
    name: string,
    fire: (name: string, now: Date, plannedAt: Date) => Firing,
    manager: EntityManager,
  ): Promise<boolean> {
    const [row] = await this.database.rows<{ plannedAt: Date; now: Date }>(
      { text: lockSql, values: [name] },
      manager,
    );
    if (!row) return false;
    const { job, nextAt } = fire(name, row.now, row.plannedAt);
    await this.jobs.insert([job], manager);
    await this.database.rows({ text: moveSql, values: [name, nextAt ?? null] }, manager);
    return true;
  }
}
