import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Part of every service's schema: which creates were asked for, and what they were answered. */
export class CreateIdempotencyKeys1763683200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        operation text NOT NULL,
        caller text NOT NULL,
        key varchar(255) NOT NULL,
        request_hash char(64) NOT NULL,
        claim uuid NOT NULL,
        claimed_until timestamptz NOT NULL,
        answer text,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (operation, caller, key)
      )`);
    await runner.query('CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
