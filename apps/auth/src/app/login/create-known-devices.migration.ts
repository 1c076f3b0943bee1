import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The devices that accounts were logged in to from: a keyed hash of each, and what was last seen of it, sealed. */
export class CreateKnownDevices1763727000000 implements MigrationInterface {
  readonly name = 'CreateKnownDevices1763727000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE known_devices (
        user_id uuid NOT NULL REFERENCES users (id),
        device_key bytea NOT NULL,
        sealed bytea NOT NULL,
        sealed_with text NOT NULL,
        hours smallint[] NOT NULL,
        first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (user_id, device_key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE known_devices');
  }
}
