import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A conversation's row is the lock under which it gets its next message and its next change. */
const createConversations = `
  CREATE TABLE conversations (
    id uuid PRIMARY KEY,
    type text NOT NULL CHECK (type IN ('direct', 'group')),
    title text,
    direct_key text CONSTRAINT conversations_direct_unique UNIQUE,
    created_by uuid NOT NULL,
    member_count integer NOT NULL DEFAULT 0,
    last_seq bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_at timestamptz,
    CHECK ((type = 'direct') = (direct_key IS NOT NULL))
  ) WITH (fillfactor = 80)`;

/** Who left keeps a row, so that who was there is known; who comes back begins anew. */
const createMembers = `
  CREATE TABLE members (
    conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    joined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    joined_seq bigint NOT NULL,
    joined_version bigint NOT NULL,
    left_at timestamptz,
    left_version bigint,
    delivered_seq bigint NOT NULL,
    read_seq bigint NOT NULL,
    PRIMARY KEY (conversation_id, user_id),
    CHECK (read_seq <= delivered_seq AND joined_seq <= read_seq),
    CHECK ((left_at IS NULL) = (left_version IS NULL))
  ) WITH (fillfactor = 80)`;

/** What happened at each version, in the words `sync` tells it in; xid orders the changes of all conversations by commit. */
const createChanges = `
  CREATE TABLE changes (
    conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    version bigint NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    actor uuid NOT NULL,
    about uuid,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (conversation_id, version)
  )`;

/** Conversations, who is in them, what happened in them, and what of that is still to be told. */
export class CreateConversations1763730000000 implements MigrationInterface {
  readonly name = 'CreateConversations1763730000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [createConversations, createMembers, createChanges]) await runner.query(table);
    await runner.query('CREATE INDEX members_by_user ON members (user_id, conversation_id)');
    await runner.query(
      'CREATE INDEX members_present ON members (conversation_id, joined_at, user_id) WHERE left_at IS NULL',
    );
    await runner.query('CREATE INDEX changes_by_commit ON changes (conversation_id, xid, version)');
    await runner.query('CREATE INDEX changes_by_age ON changes (at)');
    await runner.query(
      "CREATE INDEX changes_of_members ON changes (about, xid) WHERE kind IN ('member.added', 'member.removed')",
    );
    await runner.query(`
      CREATE TABLE outbox (
        conversation_id uuid NOT NULL,
        version bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (conversation_id, version)
      )`);
    await runner.query('CREATE INDEX outbox_by_age ON outbox (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox, changes, members, conversations');
  }
}
