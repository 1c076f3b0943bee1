import { type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  createAskedWords,
  createFindByIndex,
  createLastSeqAt,
  createQuotedWord,
  createReadForWords,
  createSearchedPlaces,
  createWordsOf,
} from '../search/search-functions';
import {
  createDeleteMessage,
  createEditMessage,
  createHoldMessage,
  createLeads,
  createReact,
  createSeenMessage,
  createSignsOf,
  createTellMessageChange,
} from './message-change-functions';
import { createFindSent, createIsMember, createSendMessage, createTellChange } from './message-functions';

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

const createReactions = `
  CREATE TABLE reactions (
    message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    emoji text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (message_id, user_id, emoji)
  )`;

/** New words wait in a list that each search reads, and that whoever fills it sorts in: a short one, for a message waits. */
const createIndexes = [
  'CREATE INDEX messages_by_time ON messages (conversation_id, created_at)',
  `CREATE INDEX messages_by_words ON messages USING gin (words_of(conversation_id, body))
     WITH (gin_pending_list_limit = 256) WHERE deleted_at IS NULL`,
  "CREATE INDEX messages_with_file ON messages USING gin (attachments) WHERE attachments <> '{}'",
];

/** Each before those that call it. */
const functions = [
  ...[createIsMember, createTellChange, createSignsOf, createFindSent, createSendMessage],
  ...[
    createTellMessageChange,
    createSeenMessage,
    createLeads,
    createHoldMessage,
    createEditMessage,
    createDeleteMessage,
    createReact,
  ],
  ...[createQuotedWord, createAskedWords, createSearchedPlaces],
  ...[createLastSeqAt, createReadForWords, createFindByIndex],
];

/** Messages, and what people set beneath them. */
export class CreateMessages1763731000000 implements MigrationInterface {
  readonly name = 'CreateMessages1763731000000';

  async up(runner: QueryRunner): Promise<void> {
    const tables = [createMessages, createReactions, createWordsOf];
    for (const each of [...tables, ...createIndexes, ...functions]) await runner.query(each);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP FUNCTION find_by_index, read_for_words, last_seq_at, searched_places, asked_words, quoted_word',
    );
    await runner.query(
      'DROP FUNCTION react, delete_message, edit_message, hold_message, leads, seen_message',
    );
    await runner.query(
      'DROP FUNCTION tell_message_change, send_message, find_sent, signs_of, tell_change, is_member',
    );
    await runner.query('DROP TABLE reactions, messages');
    await runner.query('DROP FUNCTION words_of');
  }
}
