import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The latest change of a call that wakes somebody; a ring that comes after its end is known by it. */
export class CreatePushWakings1763741000000 implements MigrationInterface {
  readonly name = 'CreatePushWakings1763741000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE push_wakings (
        call_id uuid NOT NULL,
        user_id uuid NOT NULL,
        version integer NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (call_id, user_id)
      ) WITH (fillfactor = 80)`);
    await runner.query('CREATE INDEX push_wakings_at ON push_wakings (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE push_wakings');
  }
}
