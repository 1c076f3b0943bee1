import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Second factors: one secret an account, its recovery codes, and the logins that wait for a code. */
export class CreateMfa1763726000000 implements MigrationInterface {
  readonly name = 'CreateMfa1763726000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mfa_factors (
        user_id uuid PRIMARY KEY REFERENCES users (id),
        sealed bytea NOT NULL,
        sealed_with text NOT NULL,
        last_step bigint NOT NULL DEFAULT 0,
        enabled_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT statement_timestamp()
      )`);
    await runner.query(`
      CREATE TABLE mfa_recovery_codes (
        user_id uuid NOT NULL REFERENCES users (id),
        code_hash bytea NOT NULL,
        PRIMARY KEY (user_id, code_hash)
      )`);
    await runner.query(`
      CREATE TABLE mfa_challenges (
        token_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id),
        sealed bytea NOT NULL,
        sealed_with text NOT NULL,
        mail_code_hash bytea,
        tries smallint NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX mfa_challenges_expires_at ON mfa_challenges (expires_at)');
    await runner.query('CREATE INDEX mfa_challenges_user_id ON mfa_challenges (user_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['mfa_challenges', 'mfa_recovery_codes', 'mfa_factors'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
