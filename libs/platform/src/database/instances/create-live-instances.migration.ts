import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Part of every service's schema: which of its instances live. A handful of rows, each renewed every other second. */
export class CreateLiveInstances1763730000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE live_instances (
        id uuid PRIMARY KEY,
        seen_at timestamptz NOT NULL
      ) WITH (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE live_instances');
  }
}
