import { Injectable } from '@nestjs/common';
import { type MessageWire } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { messageChange } from './message-change';
import { MessageChanges } from './message-changes.adapter';
import { MessageUnknownError } from './message-unknown.error';
import { NotYourMessageError } from './not-your-message.error';

/** Which message is to go. */
export interface MessageDeletion {
  readonly caller: Pick<Caller, 'userId'>;
  readonly messageId: string;
}

type Outcome = 'changed' | 'same' | 'unknown' | 'not_hers';
const deleting = messageChange<Outcome>('message.deleted', 'delete_message($1, $2)');

/** Deletes a message for everybody: its sender may, and who leads the group; once or again. */
@Injectable()
export class DeleteMessage {
  constructor(private readonly changes: MessageChanges) {}

  async execute({ caller, messageId }: MessageDeletion): Promise<MessageWire> {
    const { outcome, message } = await this.changes.make(deleting, [messageId, caller.userId]);
    if (outcome === 'unknown' || !message) throw new MessageUnknownError('');
    if (outcome === 'not_hers') throw new NotYourMessageError('');
    return message;
  }
}
