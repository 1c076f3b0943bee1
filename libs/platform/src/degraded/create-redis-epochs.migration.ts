import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Part of every service's schema: which filling of Redis is the present one. */
export class CreateRedisEpochs1763686800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE redis_epochs (
        name text PRIMARY KEY,
        epoch bigint NOT NULL,
        advanced_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE redis_epochs');
  }
}
