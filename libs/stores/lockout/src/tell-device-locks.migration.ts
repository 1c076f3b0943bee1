import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createEndFailed } from './lockout-functions';

/** Who fails is told of the lock of a known device too; fail_login_attempt stays for instances that call it still. */
export class TellDeviceLocks1763728500000 implements MigrationInterface {
  readonly name = 'TellDeviceLocks1763728500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createEndFailed);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION end_failed_attempt');
  }
}
