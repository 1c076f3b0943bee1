import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Security events: rows are added and read, and nothing else, whoever asks. */
export class CreateAuditEvents1763725200000 implements MigrationInterface {
  readonly name = 'CreateAuditEvents1763725200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_events (
        id uuid PRIMARY KEY,
        type text NOT NULL CHECK (type ~ '^[a-z0-9_.]{1,64}$'),
        user_id uuid,
        actor_id uuid,
        address text,
        user_agent text,
        request_id text,
        details jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query('CREATE INDEX audit_events_by_time ON audit_events (created_at, id)');
    await runner.query('CREATE INDEX audit_events_by_user ON audit_events (user_id, created_at, id)');
    await runner.query('CREATE INDEX audit_events_by_type ON audit_events (type, created_at, id)');
    // Not a matter of rights alone: the rights of a role are given anew by every migration, and an owner has them all.
    await runner.query(`
      CREATE FUNCTION refuse_audit_changes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit events are added and read, never changed' USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE TRIGGER audit_events_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_changes()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_events');
    await runner.query('DROP FUNCTION refuse_audit_changes');
  }
}
