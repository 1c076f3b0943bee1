import { Injectable } from '@nestjs/common';
import { type OwnConversationWire } from '@secureconnect/contracts';
import { type ConversationCommand } from './conversation-command';
import { OwnConversations } from './own-conversations';
import { requireOwn } from './require-own';

/** Shows somebody a conversation she is in. */
@Injectable()
export class ReadConversation {
  constructor(private readonly own: OwnConversations) {}

  execute({ caller, conversationId }: ConversationCommand): Promise<OwnConversationWire> {
    return requireOwn(this.own, caller.userId, conversationId);
  }
}
