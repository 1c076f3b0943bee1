import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Backplane, hearTraced, tellTraced, type Topic, type TracedNotice } from '@secureconnect/realtime';
import { type CallChange } from '../calls/call-change';
import { CallNews } from '../calls/call-news.port';
import { CallBook } from './call-book.service';

/** Tells the sockets here at once, and the other instances over the backplane. */
@Injectable()
export class TopicCallNews extends CallNews implements OnModuleDestroy {
  private readonly topic: Topic<CallChange & TracedNotice>;
  private readonly unsubscribe: () => void;

  constructor(
    backplane: Backplane,
    private readonly book: CallBook,
  ) {
    super();
    this.topic = backplane.topic('calls');
    this.unsubscribe = this.topic.subscribe({
      onNotice: ({ traceparent, ...change }) =>
        hearTraced({ traceparent }, `call ${change.cause}`, () => this.book.hear(change)),
      onGap: () => this.book.mayHaveMissed(),
    });
  }

  publish(change: CallChange): void {
    tellTraced(`call ${change.cause}`, (traced) => {
      this.book.hear(change);
      this.topic.publish({ ...change, ...traced });
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }
}
