import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Accounts. One that was deleted keeps its row without anything that says whose it was: others go on naming its id. */
export class CreateUsers1763725000000 implements MigrationInterface {
  readonly name = 'CreateUsers1763725000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        email text,
        email_key text CONSTRAINT users_email_unique UNIQUE,
        username text,
        username_key text CONSTRAINT users_username_unique UNIQUE,
        password_hash text,
        display_name text,
        role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
        email_verified_at timestamptz,
        password_changed_at timestamptz NOT NULL DEFAULT statement_timestamp(),
        disabled_at timestamptz,
        deleted_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT statement_timestamp(),
        CHECK ((email IS NULL) = (email_key IS NULL) AND (username IS NULL) = (username_key IS NULL)),
        CHECK ((deleted_at IS NULL) = (email IS NOT NULL AND username IS NOT NULL AND password_hash IS NOT NULL)),
        CHECK (deleted_at IS NULL OR (email IS NULL AND username IS NULL AND password_hash IS NULL AND display_name IS NULL))
      )`);
    await runner.query("CREATE INDEX users_administrators ON users (id) WHERE role = 'admin'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE users');
  }
}
