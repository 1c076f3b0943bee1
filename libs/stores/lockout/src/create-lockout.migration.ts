import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createLockoutFunctions } from './lockout-functions';

const statements = [
  /* pending_until: while it is verified; none once it has failed. One that was right has no row. */
  `CREATE TABLE login_attempts (
    id uuid PRIMARY KEY,
    account_key bytea NOT NULL,
    address_key bytea NOT NULL,
    device_key bytea,
    begun_at timestamptz NOT NULL,
    pending_until timestamptz
  ) WITH (fillfactor = 80)`,
  'CREATE INDEX login_attempts_account ON login_attempts (account_key, begun_at)',
  'CREATE INDEX login_attempts_address ON login_attempts (address_key, begun_at)',
  'CREATE INDEX login_attempts_begun_at ON login_attempts (begun_at)',
  /* part: the address of a pair, the device; times: how often that pair was locked within a day. */
  `CREATE TABLE login_locks (
    account_key bytea NOT NULL,
    kind text NOT NULL CHECK (kind IN ('account', 'pair', 'device')),
    part bytea NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    times integer NOT NULL,
    PRIMARY KEY (account_key, kind, part)
  )`,
  'CREATE INDEX login_locks_until ON login_locks (until)',
  `CREATE TABLE allowance_uses (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    key bytea NOT NULL,
    used_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
  )`,
  'CREATE INDEX allowance_uses_key ON allowance_uses (name, key, used_at)',
  'CREATE INDEX allowance_uses_ends_at ON allowance_uses (ends_at)',
  ...createLockoutFunctions,
];

/** Attempts, locks and allowances, and the functions that decide about them. */
export class CreateLockout1763722000000 implements MigrationInterface {
  readonly name = 'CreateLockout1763722000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION take_allowance, unlock_login, fail_login_attempt, begin_login_attempt,
      settle_login_attempts, place_login_lock, refuse_late_attempt`);
    await runner.query('DROP TABLE allowance_uses, login_locks, login_attempts');
  }
}
