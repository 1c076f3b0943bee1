import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Links that were mailed: one of a kind for an account, so that a newer one voids the one before. */
export class CreateAccountLinks1763725100000 implements MigrationInterface {
  readonly name = 'CreateAccountLinks1763725100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_links (
        user_id uuid NOT NULL REFERENCES users (id),
        kind text NOT NULL CHECK (kind IN ('verify', 'reset', 'address')),
        token_hash bytea NOT NULL CONSTRAINT account_links_token UNIQUE,
        email text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, kind)
      )`);
    await runner.query('CREATE INDEX account_links_expires_at ON account_links (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account_links');
  }
}
