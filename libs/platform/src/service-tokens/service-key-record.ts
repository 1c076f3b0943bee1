import { type Statements } from '../database/broadcast/database-broadcast.service';

/** A key as PostgreSQL has it. */
export interface PublishedServiceKey {
  readonly kid: string;
  readonly service: string;
  readonly publicKey: string;
}

const publishSql = `
  INSERT INTO service_keys.published (kid, service, public_key, expires_at)
  VALUES ($1, $2, $3, now() + $4::float8 * interval '1 ms')
  ON CONFLICT (kid) DO UPDATE SET expires_at = excluded.expires_at`;

const sweepSql = 'DELETE FROM service_keys.published WHERE service = $1 AND expires_at < now()';

/** So many of each service, the newest: one that floods the table pushes out nobody's keys but its own. */
const listSql = `
  SELECT kid, service, public_key AS "publicKey" FROM (
    SELECT *, row_number() OVER (PARTITION BY service ORDER BY expires_at DESC) AS place
    FROM service_keys.published WHERE expires_at > now()
  ) AS ranked WHERE place <= $1`;

const mostOfEach = 500;

/** The public keys of all services' processes, in PostgreSQL. */
export class ServiceKeyRecord {
  constructor(private readonly statements: Statements) {}

  /** Writes or renews one key, and takes away those of this service that have ended. */
  async publish({ kid, service, publicKey }: PublishedServiceKey, lifeMs: number): Promise<void> {
    await this.statements.query(publishSql, [kid, service, publicKey, lifeMs]);
    await this.statements.query(sweepSql, [service]);
  }

  async list(): Promise<readonly PublishedServiceKey[]> {
    return (await this.statements.query(listSql, [mostOfEach])) as PublishedServiceKey[];
  }
}
