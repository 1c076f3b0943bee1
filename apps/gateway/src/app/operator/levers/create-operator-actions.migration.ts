import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What operators did by hand, at which instance, and what came of it; kept for good. */
export class CreateOperatorActions1763760000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE operator_actions (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        operator text NOT NULL,
        lever text NOT NULL,
        detail text NOT NULL,
        service text NOT NULL,
        origin text NOT NULL,
        gateway uuid NOT NULL,
        is_done boolean,
        outcome text NOT NULL
      )`);
    await runner.query('CREATE INDEX operator_actions_by_time ON operator_actions (at DESC)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE operator_actions');
  }
}
