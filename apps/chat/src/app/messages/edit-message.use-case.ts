import { Injectable } from '@nestjs/common';
import { type MessageWire } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { messageChange } from './message-change';
import { MessageChanges } from './message-changes.adapter';
import { MessageDeletedError } from './message-deleted.error';
import { MessageEmptyError } from './message-empty.error';
import { MessageUnknownError } from './message-unknown.error';
import { NotYourMessageError } from './not-your-message.error';

/** What a message is to say instead. */
export interface MessageEdit {
  readonly caller: Pick<Caller, 'userId'>;
  readonly messageId: string;
  readonly body: string;
}

type Outcome = 'changed' | 'same' | 'unknown' | 'not_hers' | 'deleted' | 'empty';
const editing = messageChange<Outcome>('message.updated', 'edit_message($1, $2, $3)');

/** Lets who sent a message say it otherwise. */
@Injectable()
export class EditMessage {
  constructor(private readonly changes: MessageChanges) {}

  async execute({ caller, messageId, body }: MessageEdit): Promise<MessageWire> {
    const { outcome, message } = await this.changes.make(editing, [messageId, caller.userId, body]);
    if (outcome === 'unknown' || !message) throw new MessageUnknownError('');
    if (outcome === 'not_hers') throw new NotYourMessageError('');
    if (outcome === 'deleted') throw new MessageDeletedError('');
    if (outcome === 'empty') throw new MessageEmptyError('');
    return message;
  }
}
