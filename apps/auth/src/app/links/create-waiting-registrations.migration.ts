import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Registrations of an address that has an account nobody has verified: whose link is followed, she has the address. */
export class CreateWaitingRegistrations1763730000000 implements MigrationInterface {
  readonly name = 'CreateWaitingRegistrations1763730000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE waiting_registrations (
        token_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id),
        email text NOT NULL,
        username text NOT NULL,
        password_hash text NOT NULL,
        display_name text,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX waiting_registrations_user ON waiting_registrations (user_id)');
    await runner.query('CREATE INDEX waiting_registrations_expires_at ON waiting_registrations (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE waiting_registrations');
  }
}
