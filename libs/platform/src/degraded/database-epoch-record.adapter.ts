import { EpochRecord } from '@secureconnect/resilience';
import { type DataSource } from 'typeorm';
import { type DatabaseHealth } from '../database/database-health.service';

/** One row of the service's own schema; other Redis-backed parts of a service could have rows of their own. */
const name = 'redis';

const currentSql = 'SELECT epoch FROM redis_epochs WHERE name = $1';
/** Only from the epoch the caller knows, so that of several instances that refilled Redis one advances it. */
const advanceSql = `
  INSERT INTO redis_epochs AS present (name, epoch) VALUES ($1, coalesce($2::bigint, 0) + 1)
  ON CONFLICT (name) DO UPDATE SET epoch = present.epoch + 1, advanced_at = now() WHERE present.epoch = $2::bigint
  RETURNING epoch`;

/** The epoch of Redis in PostgreSQL, shared by all instances of a service. */
export class DatabaseEpochRecord extends EpochRecord {
  constructor(
    private readonly source: DataSource,
    private readonly database: Pick<DatabaseHealth, 'whenReady'>,
  ) {
    super();
  }

  /** At a start the schema may still be on its way; how long to wait for that is the caller's to say. */
  async current(): Promise<number | null> {
    await this.database.whenReady();
    return epochOf(await this.source.query(currentSql, [name]));
  }

  async advance(known: number | null): Promise<number> {
    const advanced = epochOf(await this.source.query(advanceSql, [name, known]));
    const epoch = advanced ?? (await this.current());
    if (epoch === null)
      throw new Error('The epoch of Redis is not in PostgreSQL, though it was just written');
    return epoch;
  }
}

const epochOf = ([row]: readonly { epoch: string }[]): number | null => (row ? Number(row.epoch) : null);
