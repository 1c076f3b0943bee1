import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The keys access tokens are signed with; where each stands in its life is told by its times alone. */
export class CreateSigningKeys1763690400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE signing_keys (
        kid text PRIMARY KEY,
        public_jwk jsonb NOT NULL,
        sealed_key bytea NOT NULL,
        sealed_with text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
        signs_from timestamptz NOT NULL,
        signs_until timestamptz NOT NULL,
        published_until timestamptz NOT NULL,
        CHECK (signs_from <= signs_until AND signs_until < published_until)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE signing_keys');
  }
}
