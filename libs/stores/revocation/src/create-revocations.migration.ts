import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { leaveRevocations, prepareRevocations } from './revocation-tables';

/** For the service that revokes: the tables of revocations, and the right to write them. */
export class CreateRevocations1763720000000 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return prepareRevocations(runner, 'write');
  }

  down(runner: QueryRunner): Promise<void> {
    return leaveRevocations(runner);
  }
}
