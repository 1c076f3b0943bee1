import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createRegisterPushToken } from './push-token-functions';

/** What wakes a device is known by its hash and otherwise sealed; of one user at a time by the unique index. */
const statements = [
  `CREATE TABLE push_tokens (
    user_id uuid NOT NULL,
    device_id text NOT NULL,
    provider text NOT NULL CHECK (provider IN ('web', 'fcm', 'apns')),
    address_hash bytea NOT NULL,
    sealed bytea NOT NULL,
    sealed_with text NOT NULL,
    session_id text,
    issued_at_ms bigint NOT NULL,
    version bigint GENERATED ALWAYS AS IDENTITY,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (user_id, device_id),
    CONSTRAINT push_tokens_of_one UNIQUE (provider, address_hash)
  )`,
  'CREATE UNIQUE INDEX push_tokens_version ON push_tokens (version)',
  'CREATE INDEX push_tokens_session ON push_tokens (session_id) WHERE session_id IS NOT NULL',
  'CREATE INDEX push_tokens_updated_at ON push_tokens (updated_at)',
  createRegisterPushToken,
];

/** The devices that may be woken, in the schema of the service that wakes them. */
export class CreatePushTokens1763740000000 implements MigrationInterface {
  readonly name = 'CreatePushTokens1763740000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION register_push_token');
    await runner.query('DROP TABLE push_tokens');
  }
}
