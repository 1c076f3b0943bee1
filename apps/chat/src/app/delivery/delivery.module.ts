import { Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { LeftChanges, OutboxRecord, outboxProviders } from '@secureconnect/realtime';
import { ChangeKeeping } from '../outbox/change-keeping.service';
import { ChatOutboxRecord } from '../outbox/chat-outbox-record.adapter';
import { LeftChatChanges } from '../outbox/left-chat-changes.adapter';
import { ChangeReader } from '../sync/change-reader';
import { ChangePublisher } from './change-publisher';
import { DeliveryComponent } from './delivery-component.service';
import { DeliveryMetrics } from './delivery-metrics.service';
import { LocalSockets } from './local-sockets';
import { RecordedChanges } from './recorded-changes.adapter';
import { StreamRecord } from './stream-record.adapter';
import { Streams } from './streams.service';
import { TopicPublisher } from './topic-publisher.adapter';

/** From a change to the sockets of the members, on every instance. */
@Module({
  imports: [HealthModule],
  providers: [
    ...[LocalSockets, StreamRecord, Streams],
    ...[...outboxProviders, ChatOutboxRecord, ChangeKeeping],
    ...[DeliveryComponent, DeliveryMetrics],
    { provide: OutboxRecord, useExisting: ChatOutboxRecord },
    { provide: LeftChanges, useClass: LeftChatChanges },
    { provide: ChangeReader, useClass: RecordedChanges },
    { provide: ChangePublisher, useClass: TopicPublisher },
  ],
  exports: [ChangePublisher, ChangeReader, LocalSockets, Streams, StreamRecord],
})
export class DeliveryModule {}
