import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { ConversationMessagesController } from './conversation-messages.controller';
import { DeleteMessage } from './delete-message.use-case';
import { EditMessage } from './edit-message.use-case';
import { LatestMessages } from './latest-messages.adapter';
import { ListMessages } from './list-messages.use-case';
import { MessageChanges } from './message-changes.adapter';
import { MessageReader } from './message-reader.adapter';
import { MessagesController } from './messages.controller';
import { ReactToMessage } from './react-to-message.use-case';
import { ReactionsController } from './reactions.controller';
import { SendMessage } from './send-message.use-case';

const useCases = [SendMessage, EditMessage, DeleteMessage, ReactToMessage, ListMessages];

/** Messages, and what people set beneath them. */
@Module({
  imports: [DeliveryModule],
  controllers: [ConversationMessagesController, ReactionsController, MessagesController],
  providers: [MessageChanges, MessageReader, LatestMessages, ...useCases],
  exports: [...useCases],
})
export class MessagesModule {}
