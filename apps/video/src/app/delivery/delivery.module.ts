import { Global, Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { CallNews } from '../calls/call-news.port';
import { CallBook } from './call-book.service';
import { CallSockets } from './call-sockets.service';
import { CallTeller } from './call-teller.service';
import { CallVoice } from './call-voice.service';
import { DeliveryComponent } from './delivery-component.service';
import { DeliveryMetrics } from './delivery-metrics.service';
import { DeliveryTally } from './delivery-tally';
import { TopicCallNews } from './topic-call-news.adapter';

/** From a change to the sockets it is for, on every instance. Global, for whatever changes a call tells of it; needs `CallRecord`. */
@Global()
@Module({
  imports: [HealthModule],
  providers: [
    ...[CallBook, CallSockets, CallTeller, CallVoice, DeliveryTally, DeliveryComponent, DeliveryMetrics],
    { provide: CallNews, useClass: TopicCallNews },
  ],
  exports: [CallBook, CallNews, CallSockets, CallVoice, DeliveryTally],
})
export class DeliveryModule {}
