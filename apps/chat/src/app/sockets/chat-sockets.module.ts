import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { MessagesModule } from '../messages/messages.module';
import { PresenceModule } from '../presence/presence.module';
import { ReceiptsModule } from '../receipts/receipts.module';
import { SyncModule } from '../sync/sync.module';
import { ChatGateway } from './chat.gateway';
import { SocketAttendance } from './socket-attendance.service';

/** What clients say over /ws/chat. */
@Module({
  imports: [DeliveryModule, MessagesModule, PresenceModule, ReceiptsModule, SyncModule],
  providers: [ChatGateway, SocketAttendance],
})
export class ChatSocketsModule {}
