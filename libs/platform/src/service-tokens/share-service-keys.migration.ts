import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Every service has these tables, and several may migrate at the same time; any number would do. */
const lock = [733_013, 0];

/**
 * Whoever signs is who it says because only a service's own role can write rows with its name: PostgreSQL holds that, not
 * this program. Nobody publishes for longer than two days ahead.
 */
const table = `
  CREATE SCHEMA IF NOT EXISTS service_keys;
  CREATE TABLE service_keys.published (
    kid text PRIMARY KEY CHECK (kid ~ '^[A-Za-z0-9_-]{22}$'),
    service text NOT NULL CHECK (length(service) <= 41),
    public_key text NOT NULL CHECK (public_key ~ '^[A-Za-z0-9_-]{43}$'),
    expires_at timestamptz NOT NULL
  );
  ALTER TABLE service_keys.published ENABLE ROW LEVEL SECURITY;
  CREATE POLICY everybody_reads ON service_keys.published FOR SELECT USING (true);
  CREATE POLICY own_rows ON service_keys.published FOR ALL
    USING (current_user = 'secureconnect_' || service)
    WITH CHECK (current_user = 'secureconnect_' || service AND expires_at <= now() + interval '2 days');`;

/** For every service: the public keys with which services sign, and the right to publish its own. */
export class ShareServiceKeys1763730100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT pg_advisory_xact_lock($1, $2)', lock);
    await runner.query(`DO $do$ BEGIN
      IF to_regclass('service_keys.published') IS NULL THEN ${table} END IF;
      EXECUTE format(
        $rights$
          GRANT USAGE ON SCHEMA service_keys TO %1$I;
          GRANT SELECT, INSERT, UPDATE, DELETE ON service_keys.published TO %1$I;
        $rights$, 'secureconnect_' || current_schema());
    END $do$`);
  }

  /** Takes the right to publish back; the table stays, for others read it. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DO $do$ BEGIN
      EXECUTE format('REVOKE ALL ON service_keys.published FROM %1$I', 'secureconnect_' || current_schema());
    END $do$`);
  }
}
