import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Part of every service's schema: which creates were asked for, and what they were answered. */
export class CreateIdempotencyKeys1763683200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        operation text NOT NULL,
        caller text NOT NULL,
        key_hash text NOT NULL,
        request_hash text NOT NULL,
        claim uuid NOT NULL,
        claimed_until timestamptz NOT NULL,
        answer text,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (operation, caller, key_hash)
      )`);
    await runner.query('CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
