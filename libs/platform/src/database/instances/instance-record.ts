import { type Statements } from '../broadcast/database-broadcast.service';

/** What one sign of life finds. */
export interface OtherInstances {
  /** Those whose lease runs. */
  readonly living: readonly string[];
  /** Who was not heard of for ten leases. */
  readonly ended: number;
}

const beatSql = `
  WITH here AS (
    INSERT INTO live_instances (id, seen_at) VALUES ($1, now())
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
  )
  SELECT coalesce(array_agg(id::text) FILTER (WHERE seen_at >= now() - $2::float8 * interval '1 ms'), '{}') AS living,
    count(*) FILTER (WHERE seen_at < now() - $2::float8 * interval '10 ms')::int AS ended
  FROM live_instances WHERE id <> $1`;

/** In a statement of its own, so that it holds no row while it waits for another one. */
const sweepSql = `
  DELETE FROM live_instances WHERE id IN (
    SELECT id FROM live_instances WHERE seen_at < now() - $1::float8 * interval '10 ms' FOR UPDATE SKIP LOCKED)`;

const leaveSql = 'DELETE FROM live_instances WHERE id = $1';

/** The instances of one service, in its own schema. */
export class InstanceRecord {
  constructor(
    private readonly statements: Statements,
    private readonly leaseMs: number,
  ) {}

  /** Renews one's lease and says which others have one. */
  async beat(id: string): Promise<OtherInstances> {
    const [found] = (await this.statements.query(beatSql, [id, this.leaseMs])) as OtherInstances[];
    return found ?? { living: [], ended: 0 };
  }

  async sweep(): Promise<void> {
    await this.statements.query(sweepSql, [this.leaseMs]);
  }

  async leave(id: string): Promise<void> {
    await this.statements.query(leaveSql, [id]);
  }
}
