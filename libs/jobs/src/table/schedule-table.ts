import { type EntityManager } from 'typeorm';
import { type JobDatabase } from './job-database';
import { type NewJob } from './job-row';
import { type JobTable } from './job-table';

/** A queue that feeds itself, and how. */
export interface Schedule {
  readonly name: string;
  readonly spec: string;
}

/** What a schedule that is due puts into its queue, and when it is due again; no `nextAt`: never. */
export interface Firing {
  readonly job: NewJob;
  readonly nextAt?: Date;
}

interface Planned {
  readonly name: string;
  readonly nextAt: Date;
  readonly now: Date;
}

const nowSql = 'SELECT clock_timestamp() AS now';
/** What it was is kept where it is the same, so that a start does not move it. */
const declareSql = `
  INSERT INTO job_schedules AS s (name, spec, next_at) VALUES ($1, $2, $3)
  ON CONFLICT (name) DO UPDATE SET spec = excluded.spec, next_at = excluded.next_at WHERE s.spec <> excluded.spec`;
const ours = 'unnest($1::text[], $2::text[]) AS t (name, spec)';
/** One that has another spec belongs to instances of another version, unless none of them has come for it. */
const dueSql = `
  SELECT t.name, s.spec = t.spec AS "isOurs" FROM job_schedules s JOIN ${ours} ON t.name = s.name
  WHERE s.next_at <= clock_timestamp() - CASE WHEN s.spec = t.spec THEN interval '0 s' ELSE interval '1 min' END`;
const lockSql = `
  SELECT next_at AS "plannedAt", clock_timestamp() AS now FROM job_schedules
  WHERE name = $1 AND spec = $2 AND next_at <= clock_timestamp() FOR NO KEY UPDATE SKIP LOCKED`;
const moveSql = 'UPDATE job_schedules SET next_at = $2 WHERE name = $1';
const nextSql = `
  SELECT s.name, s.next_at AS "nextAt", clock_timestamp() AS now
  FROM job_schedules s JOIN ${ours} ON t.name = s.name AND t.spec = s.spec WHERE s.next_at IS NOT NULL`;
/** Not one that came due meanwhile: it has been moved on, or will be. */
const pullSql = `
  UPDATE job_schedules SET next_at = $3
  WHERE name = $1 AND spec = $2 AND next_at > $3 AND $3::timestamptz > clock_timestamp()`;
/** By so much two looks at the same time may differ without anybody's clock being wrong. */
const slackMs = 1_000;

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

  /** Which of these are due; one that is not ours was declared otherwise by somebody who has left it to itself. */
  due(schedules: readonly Schedule[]): Promise<{ name: string; isOurs: boolean }[]> {
    return this.database.rows({ text: dueSql, values: columnsOf(schedules) });
  }

  /** Puts in what `fire` makes of one that is due, at once with its next time; false: somebody else has just done it. */
  fire(schedule: Schedule, fire: (now: Date, plannedAt: Date) => Firing): Promise<boolean> {
    return this.database.transaction((manager) => this.fireWithin(manager, schedule, fire));
  }

  /**
   * How long until one of these is due; undefined: none ever is. One that is further away than `latest` says was planned
   * while PostgreSQL's clock was ahead, and comes then.
   */
  async nextMs<S extends Schedule>(
    schedules: readonly S[],
    latest: (schedule: S, now: Date) => Date | undefined = () => undefined,
  ): Promise<number | undefined> {
    const values = columnsOf(schedules);
    let next = Infinity;
    for (const { name, nextAt, now } of await this.database.rows<Planned>({ text: nextSql, values })) {
      const schedule = schedules.find((each) => each.name === name) as S;
      const last = latest(schedule, now) ?? nextAt;
      const isAstray = nextAt.getTime() - last.getTime() > slackMs;
      if (isAstray) await this.database.rows({ text: pullSql, values: [name, schedule.spec, last] });
      next = Math.min(next, (isAstray ? last : nextAt).getTime() - now.getTime());
    }
    return next < Infinity ? Math.max(0, Math.ceil(next)) : undefined;
  }

  private async fireWithin(
    manager: EntityManager,
    { name, spec }: Schedule,
    fire: (now: Date, plannedAt: Date) => Firing,
  ): Promise<boolean> {
    const [row] = await this.database.rows<{ plannedAt: Date; now: Date }>(
      { text: lockSql, values: [name, spec] },
      manager,
    );
    if (!row) return false;
    const { job, nextAt } = fire(row.now, row.plannedAt);
    await this.jobs.insert([job], manager);
    await this.database.rows({ text: moveSql, values: [name, nextAt ?? null] }, manager);
    return true;
  }
}

const columnsOf = (schedules: readonly Schedule[]): string[][] => [
  schedules.map(({ name }) => name),
  schedules.map(({ spec }) => spec),
];
