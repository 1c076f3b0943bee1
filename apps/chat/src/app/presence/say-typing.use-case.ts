import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { Memberships } from '../memberships/memberships';
import { TypingPasser } from './typing-passer.service';

/** Somebody types in a conversation, or has stopped. */
export interface SayTypingCommand {
  readonly caller: Caller;
  readonly conversationId: string;
  readonly isTyping: boolean;
}

/** Lets the others in a conversation know that somebody types; nothing of it is kept. */
@Injectable()
export class SayTyping {
  constructor(
    private readonly memberships: Memberships,
    private readonly passer: TypingPasser,
  ) {}

  async execute({ caller, conversationId, isTyping }: SayTypingCommand): Promise<void> {
    const { userId } = caller;
    // Who is told what happens there may say so; of anybody else the record is asked.
    const isMember = this.passer.reaches(conversationId, userId);
    if (!isMember && !(await this.memberships.of(conversationId, userId)))
      throw new ConversationUnknownError('');
    this.passer.say({ conversationId, userId, isTyping });
  }
}
