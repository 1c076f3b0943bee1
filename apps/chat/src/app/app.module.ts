import { Module } from '@nestjs/common';
import { IdentityModule, RemoteTokenKeys } from '@secureconnect/identity';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { RealtimeModule, RealtimeSocketsModule } from '@secureconnect/realtime';
import { RevocationStoreModule } from '@secureconnect/revocation-store';
import { ConversationsModule } from './conversations/conversations.module';
import { DeliveryModule } from './delivery/delivery.module';
import { MessagesModule } from './messages/messages.module';
import { PresenceModule } from './presence/presence.module';
import { ReceiptsModule } from './receipts/receipts.module';
import { SearchModule } from './search/search.module';
import { ChatSocketsModule } from './sockets/chat-sockets.module';
import { SyncModule } from './sync/sync.module';

/** Composition root of chat: conversations, messages and presence. The one file that chooses adapters. */
@Module({
  imports: [
    IdentityModule.forRoot({ keys: RemoteTokenKeys, imports: [RevocationStoreModule.forRoot()] }),
    RealtimeModule.forRoot(),
    ...[ServiceJobsModule.forRoot(), JobsOperatorModule, RealtimeSocketsModule.forRoot()],
    ...[ConversationsModule, MessagesModule, ReceiptsModule, SearchModule, SyncModule],
    ...[DeliveryModule, ChatSocketsModule, PresenceModule],
  ],
})
export class AppModule {}
