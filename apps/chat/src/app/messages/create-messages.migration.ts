import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createFindRepeat, createIsMember, createSendMessage, createTellChange } from './message-functions';

/** One that was deleted keeps its number and says nothing: a gap would look like a loss. */
const createMessages = `
  CREATE TABLE messages (
    conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    id uuid NOT NULL CONSTRAINT messages_id_unique UNIQUE,
    sender_id uuid NOT NULL,
    client_msg_id text NOT NULL,
    fingerprint bytea NOT NULL,
    body text NOT NULL,
    reply_to uuid,
    attachments uuid[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    edited_at timestamptz,
    deleted_at timestamptz,
    PRIMARY KEY (conversation_id, seq),
    CONSTRAINT messages_sent_once UNIQUE (conversation_id, sender_id, client_msg_id),
    CHECK (deleted_at IS NULL OR (body = '' AND attachments = '{}'))
  )`;

/** Messages, and what people set beneath them. */
export class CreateMessages1763731000000 implements MigrationInterface {
  readonly name = 'CreateMessages1763731000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createMessages);
    await runner.query(
      "CREATE INDEX messages_by_words ON messages USING gin (to_tsvector('simple', body)) WHERE deleted_at IS NULL",
    );
    await runner.query('CREATE INDEX messages_with_file ON messages USING gin (attachments)');
    await runner.query(`
      CREATE TABLE reactions (
        message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        user_id uuid NOT NULL,
        emoji text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (message_id, user_id, emoji)
      )`);
    for (const each of [createFindRepeat, createIsMember, createTellChange, createSendMessage])
      await runner.query(each);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION send_message, tell_change, is_member, find_repeat');
    await runner.query('DROP TABLE reactions, messages');
  }
}
