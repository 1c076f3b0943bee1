import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Backplane, type Topic } from '@secureconnect/realtime';
import { type CallChange } from '../calls/call-change';
import { CallNews } from '../calls/call-news.port';
import { CallBook } from './call-book.service';

/** Tells the sockets here at once, and the other instances over the backplane. */
@Injectable()
export class TopicCallNews extends CallNews implements OnModuleDestroy {
  private readonly topic: Topic<CallChange>;
  private readonly unsubscribe: () => void;

  constructor(
    backplane: Backplane,
    private readonly book: CallBook,
  ) {
    super();
    this.topic = backplane.topic<CallChange>('calls');
    this.unsubscribe = this.topic.subscribe({
      onNotice: (change) => void this.book.hear(change),
      onGap: () => this.book.mayHaveMissed(),
    });
  }

  publish(change: CallChange): void {
    this.book.hear(change);
    this.topic.publish(change);
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }
}
