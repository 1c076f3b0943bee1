import { Injectable } from '@nestjs/common';
import { type MessageWire } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { messageChange } from './message-change';
import { MessageChanges } from './message-changes.adapter';
import { MessageDeletedError } from './message-deleted.error';
import { mostSigns } from './message-limits.constants';
import { MessageUnknownError } from './message-unknown.error';
import { TooManyReactionsError } from './too-many-reactions.error';

/** A sign that somebody sets beneath a message, or takes away. */
export interface Reaction {
  readonly caller: Pick<Caller, 'userId'>;
  readonly messageId: string;
  readonly emoji: string;
  readonly isSet: boolean;
}

type Outcome = 'changed' | 'same' | 'unknown' | 'deleted' | 'full';
const reacting = messageChange<Outcome>('message.updated', 'react($1, $2, $3, $4, $5)');

/** Sets a sign of one's own beneath a message, or takes it away; doing it again changes nothing. */
@Injectable()
export class ReactToMessage {
  constructor(private readonly changes: MessageChanges) {}

  async execute({ caller, messageId, emoji, isSet }: Reaction): Promise<MessageWire> {
    const given = [messageId, caller.userId, emoji, isSet, mostSigns];
    const { outcome, message } = await this.changes.make(reacting, given);
    if (outcome === 'unknown' || !message) throw new MessageUnknownError('');
    if (outcome === 'deleted') throw new MessageDeletedError('');
    if (outcome === 'full') throw new TooManyReactionsError('');
    return message;
  }
}
