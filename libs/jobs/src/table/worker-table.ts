import { Subject } from 'rxjs';
import { type JobDatabase } from './job-database';
import { toDeadLetters } from './job-endings';
import { nextOfOrderKeys } from './order-sql';

/** What became of the jobs of a worker that was given up. */
export interface GivenUp {
  readonly returned: number;
  readonly buried: number;
  /** Queues that have work again. */
  readonly names: readonly string[];
}

const beatSql = `
  INSERT INTO job_workers AS w (id, host, at_most_once, started_at) VALUES ($1, $2, $3, clock_timestamp())
  ON CONFLICT (id) DO UPDATE SET beat = w.beat + 1 RETURNING w.beat > 0 AS "isKnown"`;
const beatsSql = 'SELECT id, beat::float8 AS beat FROM job_workers';
const removeSql = 'DELETE FROM job_workers WHERE id = $1 RETURNING at_most_once AS "atMostOnce"';

/** At most once: nobody knows how far it came, so it is for people to say whether it is to be run again. */
const burySql = `
  WITH gone AS (
    DELETE FROM jobs WHERE worker = $1 AND name = ANY ($2::text[])
    RETURNING *, 'fate_unknown' AS reason, 'Its worker is gone.' AS error),
  ${toDeadLetters},
  ${nextOfOrderKeys}
  SELECT name FROM gone`;

const returnSql = `
  WITH gone AS (
    DELETE FROM jobs WHERE worker = $1 AND cancel_requested AND name <> ALL ($2::text[])
    RETURNING id, name, order_key, seq, ready),
  ${nextOfOrderKeys}
  UPDATE jobs SET worker = NULL, lane = NULL, slot = NULL, started_at = NULL, ready_at = clock_timestamp(),
    last_error = 'Its worker is gone.'
  WHERE worker = $1 AND NOT cancel_requested AND name <> ALL ($2::text[])
  RETURNING name`;

/** The processes that run jobs, and that they live. */
export class WorkerTable {
  /** The queue of each job that became a dead letter because its worker was given up here. */
  readonly buried$ = new Subject<string>();

  constructor(private readonly database: JobDatabase) {}

  /**
   * Moves its beat on. False: it is new here, or was given up for dead and what it claimed is no longer its own. The
   * queues that run at most once are its own to say: whoever gives it up may be of a version that does not know them.
   */
  async beat(id: string, host: string, atMostOnceNames: readonly string[] = []): Promise<boolean> {
    const values = [id, host, atMostOnceNames];
    const [row] = await this.database.rows<{ isKnown: boolean }>({ text: beatSql, values });
    return row?.isKnown === true;
  }

  /** Everybody's beat; one that moves is a worker that lives. */
  beats(): Promise<{ id: string; beat: number }[]> {
    return this.database.rows({ text: beatsSql });
  }

  /**
   * Takes a worker for dead: what it ran is ready again, or of queues that run at most once a dead letter; these are
   * those named here and those it named itself.
   * Its row goes first: a claim of its own that is not committed yet is waited for, and none comes after.
   */
  async giveUp(id: string, atMostOnceNames: readonly string[]): Promise<GivenUp> {
    const { buried, returned } = await this.disperse(id, atMostOnceNames);
    for (const name of buried) this.buried$.next(name);
    return { returned: returned.length, buried: buried.length, names: [...new Set(returned)] };
  }

  /** A worker that has given back what it ran goes; gives the queues of what it had and did not know of. */
  async leave(id: string): Promise<readonly string[]> {
    return (await this.giveUp(id, [])).names;
  }

  private disperse(id: string, atMostOnceNames: readonly string[]) {
    return this.database.transaction(async (manager) => {
      const [worker] = await this.database.rows<{ atMostOnce: string[] }>(
        { text: removeSql, values: [id] },
        manager,
      );
      const values = [id, [...atMostOnceNames, ...(worker?.atMostOnce ?? [])]];
      const named = async (text: string): Promise<string[]> => {
        const rows = await this.database.rows<{ name: string }>({ text, values }, manager);
        return rows.map(({ name }) => name);
      };
      return { buried: await named(burySql), returned: await named(returnSql) };
    });
  }
}
