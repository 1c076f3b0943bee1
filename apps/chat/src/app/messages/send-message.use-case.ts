import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type MessageWire } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { canonicalJson, newId } from '@secureconnect/platform';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { ClientMsgIdReusedError } from './client-msg-id-reused.error';
import { messageChange } from './message-change';
import { type Changed, MessageChanges } from './message-changes.adapter';
import { MessageEmptyError } from './message-empty.error';
import { ReplyUnknownError } from './reply-unknown.error';
import { isUnanswered, SendUncertainError } from './send-uncertain.error';

/** What somebody says, where, and under which id of her client's. */
export interface NewMessage {
  readonly caller: Pick<Caller, 'userId'>;
  readonly conversationId: string;
  readonly clientMsgId: string;
  readonly body: string;
  readonly replyTo?: string;
  readonly attachments?: readonly string[];
}

/** A message that is there for ever; it may have been before. */
export interface SentMessage {
  readonly message: MessageWire;
  readonly isNew: boolean;
}

type Outcome = 'sent' | 'repeated' | 'reused' | 'unknown' | 'unknown_reply';
const sending = messageChange<Outcome>('message.created', 'send_message($1, $2, $3, $4, $5, $6, $7, $8)');

/** Takes a message once, however often it is sent: who has the answer has the message for ever. */
@Injectable()
export class SendMessage {
  constructor(private readonly changes: MessageChanges) {}

  async execute({ caller, conversationId, clientMsgId, body, ...rest }: NewMessage): Promise<SentMessage> {
    const replyTo = rest.replyTo?.toLowerCase() ?? null;
    const attachments = (rest.attachments ?? []).map((id) => id.toLowerCase());
    if (body === '' && attachments.length === 0) throw new MessageEmptyError('');
    const { outcome, message } = await this.ask([
      ...[conversationId, caller.userId, newId(), clientMsgId, printOf({ body, replyTo, attachments })],
      ...[body, replyTo, attachments],
    ]);
    if (outcome === 'reused') throw new ClientMsgIdReusedError('');
    if (outcome === 'unknown_reply') throw new ReplyUnknownError('');
    if (outcome === 'unknown' || !message) throw new ConversationUnknownError('');
    return { message, isNew: outcome === 'sent' };
  }

  /** The statement commits by itself: one that was sent may be carried out long after its caller was let go. */
  private async ask(values: readonly unknown[]): Promise<Changed<Outcome>> {
    try {
      return await this.changes.make(sending, values);
    } catch (error) {
      throw isUnanswered(error) ? new SendUncertainError('', { cause: error }) : error;
    }
  }
}

/** By which a repeat is known, whatever became of the message since. */
const printOf = (said: object): Buffer => createHash('sha256').update(canonicalJson(said)).digest();
