import { type MigrationInterface, type QueryRunner } from 'typeorm';

const erased = 'email IS NULL AND password_hash IS NULL AND display_name IS NULL';

/** A row that is nobody's account may hold a name for a while, so that one constraint decides whose every name is. */
export class HoldNames1763731000000 implements MigrationInterface {
  readonly name = 'HoldNames1763731000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN name_held_until timestamptz, DROP CONSTRAINT users_check2,
      ADD CONSTRAINT users_erased CHECK (deleted_at IS NULL
        OR (${erased} AND (username IS NULL) = (name_held_until IS NULL)))`);
    await runner.query(
      'CREATE INDEX users_name_held_until ON users (name_held_until) WHERE name_held_until IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM users WHERE name_held_until IS NOT NULL');
    await runner.query(`ALTER TABLE users DROP CONSTRAINT users_erased, DROP COLUMN name_held_until,
      ADD CONSTRAINT users_check2 CHECK (deleted_at IS NULL OR (${erased} AND username IS NULL))`);
  }
}
