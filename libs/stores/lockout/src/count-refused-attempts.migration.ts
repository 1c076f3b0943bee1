import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createBeginCounted } from './lockout-functions';

/** What a lock has refused counts against its address; begin_login_attempt decides as before, here and for older instances. */
export class CountRefusedAttempts1763730500000 implements MigrationInterface {
  readonly name = 'CountRefusedAttempts1763730500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createBeginCounted);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION begin_counted_attempt');
  }
}
