import { Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { OutboxRecord } from '../outbox/outbox-record.adapter';
import { Outbox } from '../outbox/outbox.service';
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
    ...[LocalSockets, StreamRecord, Streams, Outbox, OutboxRecord],
    ...[DeliveryComponent, DeliveryMetrics],
    { provide: ChangeReader, useClass: RecordedChanges },
    { provide: ChangePublisher, useClass: TopicPublisher },
  ],
  exports: [ChangePublisher, ChangeReader, LocalSockets, Outbox, OutboxRecord, Streams, StreamRecord],
})
export class DeliveryModule {}
