import { type QueryRunner } from 'typeorm';

/** Several services have these tables, and may migrate at the same time; any number would do. */
const lock = [733_012, 0];

/**
 * Every access token names a subject, so the index is what a check reads. Rows live for a quarter of an hour: vacuum
 * comes by their number, not by their share. The first number is taken: where Redis knows of none it was emptied, and
 * must not seem to say that there is none.
 */
const tables = `
  CREATE SCHEMA IF NOT EXISTS revocation;
  CREATE TABLE IF NOT EXISTS revocation.revocations (
    seq bigint PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('token', 'session', 'user')),
    subject text NOT NULL,
    issued_before bigint NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
  CREATE INDEX IF NOT EXISTS revocations_subject ON revocation.revocations (subject, kind);
  CREATE INDEX IF NOT EXISTS revocations_expires_at ON revocation.revocations (expires_at);
  CREATE TABLE IF NOT EXISTS revocation.revocation_head (
    one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    seq bigint NOT NULL
  ) WITH (fillfactor = 50);
  INSERT INTO revocation.revocation_head (seq) VALUES (1) ON CONFLICT DO NOTHING;`;

/** What a service may do with them: all may read, and who revokes writes. */
const rights = {
  read: `
    GRANT USAGE ON SCHEMA revocation TO %1$I;
    GRANT SELECT ON revocation.revocations, revocation.revocation_head TO %1$I;`,
  write: `
    GRANT INSERT, DELETE ON revocation.revocations TO %1$I;
    GRANT UPDATE ON revocation.revocation_head TO %1$I;`,
};

/** Sees to the tables, whoever comes first, and to the rights of the service whose schema is being migrated. */
export async function prepareRevocations(runner: QueryRunner, may: 'read' | 'write'): Promise<void> {
  await runner.query('SELECT pg_advisory_xact_lock($1, $2)', lock);
  await runner.query(tables);
  const granted = may === 'write' ? rights.read + rights.write : rights.read;
  await runner.query(`DO $do$ BEGIN
    EXECUTE format($rights$${granted}$rights$, 'secureconnect_' || current_schema());
  END $do$`);
}

/** Takes those rights back; the tables stay, for others read them. */
export async function leaveRevocations(runner: QueryRunner): Promise<void> {
  await runner.query(`DO $do$ BEGIN
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA revocation FROM %1$I', 'secureconnect_' || current_schema());
  END $do$`);
}
