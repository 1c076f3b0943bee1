import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { InternalModule } from '../internal/internal.module';
import { MembershipsModule } from '../memberships/memberships.module';
import { AddMembers } from './add-members.use-case';
import { ChangeRole } from './change-role.use-case';
import { ConversationChanges } from './conversation-changes';
import { ConversationsController } from './conversations.controller';
import { CreateConversation } from './create-conversation.use-case';
import { DeleteConversation } from './delete-conversation.use-case';
import { DirectConversations } from './direct-conversations';
import { ListMembers } from './list-members.use-case';
import { MembersController } from './members.controller';
import { OwnConversations } from './own-conversations';
import { ReadConversation } from './read-conversation.use-case';
import { RemoveMembers } from './remove-members.use-case';
import { RenameConversation } from './rename-conversation.use-case';

const useCases = [
  ...[CreateConversation, ReadConversation, RenameConversation, DeleteConversation],
  ...[ListMembers, AddMembers, RemoveMembers, ChangeRole],
];

/** Conversations and who is in them. */
@Module({
  imports: [DeliveryModule, InternalModule, MembershipsModule],
  controllers: [ConversationsController, MembersController],
  providers: [...useCases, ConversationChanges, DirectConversations, OwnConversations],
  exports: [...useCases, OwnConversations],
})
export class ConversationsModule {}
