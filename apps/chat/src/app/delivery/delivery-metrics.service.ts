import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisMetrics } from '@secureconnect/resilience';
import { Streams } from './streams.service';

/** Shows what is told to sockets here, and how far behind that is. */
@Injectable()
export class DeliveryMetrics implements OnModuleInit {
  constructor(
    private readonly streams: Streams,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    const { tally } = this.streams;
    this.counts('chat_deliveries_total', 'Events told to people connected here', () => tally.told);
    this.counts(
      'chat_gaps_told_total',
      'Times people were told to fetch what they missed',
      () => tally.gapsTold,
    );
    this.counts(
      'chat_gaps_heard_total',
      'Times the backplane may have lost something',
      () => tally.gapsHeard,
    );
    this.shown.metrics.counted(
      {
        name: 'chat_catch_ups_total',
        help: 'Times a stream read what it missed, by outcome',
        labels: ['outcome'],
      },
      (counter) => {
        for (const [outcome, count] of Object.entries(tally.catchUps)) counter.inc({ outcome }, count);
      },
    );
    this.size('chat_streams', 'Conversations that are followed here', 'streams');
    this.size('chat_people_connected', 'People who are connected here', 'people');
    this.size('chat_streams_behind', 'Streams that are to be brought to the record', 'catching_up');
    this.size('chat_changes_waiting', 'Changes that wait for those before them', 'waiting');
    this.size('chat_arrivals_waiting', 'People whose places are to be read', 'arriving');
  }

  private counts(name: string, help: string, read: () => number): void {
    this.shown.metrics.counted({ name, help }, (counter) => counter.inc(read()));
  }

  private size(name: string, help: string, of: Exclude<keyof Streams['sizes'], 'is_rechecking'>): void {
    this.shown.metrics.gauge({ name, help, read: (gauge) => gauge.set(this.streams.sizes[of]) });
  }
}
