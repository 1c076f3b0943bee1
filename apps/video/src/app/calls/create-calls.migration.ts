import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A call's row is the lock under which it changes; when it was last asked who may be in it stands beside it. */
const createCalls = `
  CREATE TABLE calls (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL,
    is_direct boolean NOT NULL,
    call_type text NOT NULL CHECK (call_type IN ('audio', 'video')),
    caller_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN
      ('ringing', 'active', 'ended', 'declined', 'missed', 'cancelled', 'busy', 'failed')),
    reason text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    ring_until timestamptz NOT NULL,
    answered_at timestamptz,
    connected_at timestamptz,
    ended_at timestamptz,
    checked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((state IN ('ringing', 'active')) = (ended_at IS NULL)),
    CHECK ((ended_at IS NULL) = (reason IS NULL))
  ) WITH (fillfactor = 80)`;

/** Whoever was in a call, or called by it, keeps her row: that is her history. */
const createParticipants = `
  CREATE TABLE participants (
    call_id uuid NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    place integer NOT NULL,
    state text NOT NULL CHECK (state IN ('invited', 'ringing', 'joined', 'reconnecting', 'left', 'kicked')),
    reason text,
    device text,
    leg integer NOT NULL,
    until timestamptz,
    media jsonb NOT NULL,
    joined_at timestamptz,
    left_at timestamptz,
    PRIMARY KEY (call_id, user_id)
  ) WITH (fillfactor = 80)`;

/** Each version of a call, for as long as somebody may ask what happened; not told yet: the outbox. */
const createChanges = `
  CREATE TABLE call_changes (
    call_id uuid NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    version integer NOT NULL,
    change jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    told_at timestamptz,
    PRIMARY KEY (call_id, version)
  ) WITH (fillfactor = 80)`;

const indexes = [
  "CREATE UNIQUE INDEX calls_one_open ON calls (conversation_id) WHERE state IN ('ringing', 'active')",
  "CREATE INDEX calls_to_check ON calls (checked_at) WHERE state IN ('ringing', 'active')",
  `CREATE UNIQUE INDEX participants_in_one_call ON participants (user_id)
     WHERE state IN ('joined', 'reconnecting')`,
  'CREATE INDEX participants_due ON participants (until) WHERE until IS NOT NULL',
  'CREATE INDEX participants_by_user ON participants (user_id, call_id)',
  `CREATE INDEX participants_open ON participants (user_id)
     WHERE state IN ('invited', 'ringing', 'joined', 'reconnecting')`,
  'CREATE INDEX call_changes_untold ON call_changes (taken_at) WHERE told_at IS NULL',
  'CREATE INDEX call_changes_by_age ON call_changes (at)',
];

/** Calls, who is in them, and what happened in them. */
export class CreateCalls1763750000000 implements MigrationInterface {
  readonly name = 'CreateCalls1763750000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const each of [createCalls, createParticipants, createChanges, ...indexes]) await runner.query(each);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE call_changes, participants, calls');
  }
}
