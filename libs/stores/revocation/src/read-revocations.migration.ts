import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { leaveRevocations, prepareRevocations } from './revocation-tables';

/** For a service that checks tokens: the same tables, whoever migrates first, and the right to read them. */
export class ReadRevocations1763720000000 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return prepareRevocations(runner, 'read');
  }

  down(runner: QueryRunner): Promise<void> {
    return leaveRevocations(runner);
  }
}
