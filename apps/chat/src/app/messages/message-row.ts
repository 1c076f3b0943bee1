import { type MessageWire } from '@secureconnect/contracts';

/** A message as `messageColumns` gives it. */
export interface MessageRow extends Omit<MessageWire, 'created_at' | 'edited_at' | 'deleted_at'> {
  readonly created_at: Date;
  readonly edited_at: Date | null;
  readonly deleted_at: Date | null;
}

const plain = [
  ...['id', 'conversation_id', 'sender_id', 'client_msg_id', 'body', 'reply_to'],
  ...['created_at', 'edited_at', 'deleted_at'],
];

/** What is read of a message that has another name in the statement. */
export const columnsOf = (row: string, reactions = `signs_of(${row}.id)`): string =>
  [
    ...plain.map((column) => `${row}.${column}`),
    `${row}.seq::float8 AS seq`,
    `to_json(${row}.attachments) AS attachments`,
    `${reactions} AS reactions`,
  ].join(', ');

/** What is read of `messages m`. */
export const messageColumns = columnsOf('m');

/** A message as its readers see it. */
export function messageWireOf(row: MessageRow): MessageWire {
  const { id, conversation_id, seq, sender_id, client_msg_id, body, reply_to, attachments, reactions } = row;
  return {
    ...{ id, conversation_id, seq, sender_id, client_msg_id, body, reply_to, attachments, reactions },
    created_at: row.created_at.toISOString(),
    edited_at: row.edited_at?.toISOString() ?? null,
    deleted_at: row.deleted_at?.toISOString() ?? null,
  };
}
