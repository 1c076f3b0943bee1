import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Several services have this table, and may migrate at the same time; any number would do. */
const lock = [733_012, 1];

const table = `
  CREATE SCHEMA IF NOT EXISTS presence;
  CREATE TABLE IF NOT EXISTS presence.leases (
    user_id uuid NOT NULL,
    device text NOT NULL,
    status text NOT NULL CHECK (status IN ('online', 'away', 'gone')),
    until timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, device)
  ) WITH (fillfactor = 80);
  CREATE INDEX IF NOT EXISTS leases_seen_at ON presence.leases (seen_at);`;

/** The leases of devices, for the time when Redis is away; one table for all services that know who is here. */
export class CreatePresence1763724000000 implements MigrationInterface {
  readonly name = 'CreatePresence1763724000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT pg_advisory_xact_lock($1, $2)', lock);
    await runner.query(table);
    await runner.query(`DO $do$ BEGIN
      EXECUTE format('GRANT USAGE ON SCHEMA presence TO %1$I;
        GRANT SELECT, INSERT, UPDATE, DELETE ON presence.leases TO %1$I', 'secureconnect_' || current_schema());
    END $do$`);
  }

  /** Takes the rights back; the table stays, for others use it. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DO $do$ BEGIN
      EXECUTE format('REVOKE ALL ON presence.leases FROM %1$I', 'secureconnect_' || current_schema());
    END $do$`);
  }
}
