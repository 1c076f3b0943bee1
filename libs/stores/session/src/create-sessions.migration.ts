import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Sessions, each also the family of its refresh tokens. No index knows `last_seen_at` and `active_until`, so that use
 * alone, which is most writes, touches no index.
 */
export class CreateSessions1763721000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        sealed_details bytea NOT NULL,
        sealed_with text NOT NULL,
        methods text[] NOT NULL,
        created_at timestamptz NOT NULL,
        authenticated_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        active_until timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_for text,
        token_hash bytea NOT NULL,
        former_hash bytea,
        rotated_at timestamptz,
        generation int NOT NULL,
        sealed_child bytea,
        version int NOT NULL DEFAULT 1,
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CHECK ((ended_at IS NULL) = (ended_for IS NULL)),
        CHECK ((former_hash IS NULL) = (rotated_at IS NULL))
      ) WITH (fillfactor = 80)`);
    await runner.query('CREATE INDEX sessions_of_user ON sessions (user_id) WHERE ended_at IS NULL');
    await runner.query('CREATE INDEX sessions_by_end ON sessions (LEAST(ended_at, ends_at))');
    await runner.query('CREATE INDEX sessions_by_writing ON sessions (written_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sessions');
  }
}
