import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Backplane, hearTraced, Outbox, tellTraced, type Topic } from '@secureconnect/realtime';
import { type OutboxRow } from '../outbox/chat-outbox-record.adapter';
import { ChangePublisher, type PassingNews } from './change-publisher';
import { type ChatNotice } from './chat-notice';
import { type ConversationChange } from './conversation-change';
import { Streams } from './streams.service';

/** Tells the sockets here at once, and the other instances over the backplane. */
@Injectable()
export class TopicPublisher extends ChangePublisher implements OnModuleDestroy {
  private readonly topic: Topic<ChatNotice>;
  private readonly unsubscribe: () => void;

  constructor(
    backplane: Backplane,
    private readonly streams: Streams,
    private readonly outbox: Outbox<OutboxRow>,
  ) {
    super();
    this.topic = backplane.topic<ChatNotice>('chat');
    this.unsubscribe = this.topic.subscribe({
      onNotice: (notice) => this.hear(notice),
      onGap: () => this.streams.mayHaveMissed(),
    });
  }

  publish(change: ConversationChange): void {
    tellTraced(change.event, (traced) => {
      this.streams.hear(change);
      this.topic.publish({ change, ...traced });
    });
    const { conversation_id, version } = change;
    this.outbox.told({ conversation_id, version });
  }

  pass(news: PassingNews): void {
    tellTraced(news.event, (traced) => {
      this.streams.pass(news);
      this.topic.publish({ news, ...traced });
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  private hear(notice: ChatNotice): void {
    if ('change' in notice) hearTraced(notice, notice.change.event, () => this.streams.hear(notice.change));
    else hearTraced(notice, notice.news.event, () => this.streams.pass(notice.news));
  }
}
