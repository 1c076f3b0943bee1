import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Whether an address of the account was ever proved: an account that never was may go, one whose address an administrator
 * changed may not. Of accounts from before that is not known, so all of them that anything was changed of count as proved.
 */
export class NoteFirstVerified1763728000000 implements MigrationInterface {
  readonly name = 'NoteFirstVerified1763728000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN first_verified_at timestamptz');
    await runner.query(`UPDATE users SET first_verified_at = coalesce(email_verified_at, updated_at)
      WHERE email_verified_at IS NOT NULL OR updated_at <> created_at`);
    await runner.query(`CREATE INDEX users_never_verified ON users (updated_at)
      WHERE first_verified_at IS NULL AND email_verified_at IS NULL AND deleted_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX users_never_verified');
    await runner.query('ALTER TABLE users DROP COLUMN first_verified_at');
  }
}
