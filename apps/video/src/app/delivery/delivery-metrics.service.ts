import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisMetrics } from '@secureconnect/resilience';
import { CallBook } from './call-book.service';
import { DeliveryTally } from './delivery-tally';

const counters = [
  ['video_changes_told_total', 'Changes of calls told here, in their order', 'told'],
  ['video_changes_late_total', 'Changes that waited for those before them', 'late'],
  ['video_changes_read_total', 'Changes that nobody brought and that were read from the record', 'read'],
  ['video_changes_dropped_total', 'Changes that came a second time', 'dropped'],
  ['video_events_told_total', 'Events of calls told to sockets here', 'events'],
  ['video_gaps_heard_total', 'Times the backplane may have lost something', 'gaps'],
] as const;
const gauges = [
  ['video_calls_followed', 'Calls of which somebody is connected here', 'calls'],
  ['video_people_connected', 'People who are connected here', 'people'],
  ['video_calls_behind', 'Calls that are to be brought to the record', 'catching_up'],
  ['video_arrivals_waiting', 'People whose calls are to be read', 'asking'],
] as const;

/** Shows what is told to sockets here, and how far behind that is. */
@Injectable()
export class DeliveryMetrics implements OnModuleInit {
  constructor(
    private readonly book: CallBook,
    private readonly tally: DeliveryTally,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    const { metrics } = this.shown;
    for (const [name, help, of] of counters)
      metrics.counted({ name, help }, (counter) => counter.inc(this.tally[of]));
    for (const [name, help, of] of gauges)
      metrics.gauge({ name, help, read: (gauge) => gauge.set(this.book.sizes[of]) });
    const reads = {
      name: 'video_catch_ups_total',
      help: 'Times what was missed of a call was read, by outcome',
    };
    metrics.counted({ ...reads, labels: ['outcome'] }, (counter) => {
      for (const [outcome, count] of Object.entries(this.tally.catchUps)) counter.inc({ outcome }, count);
    });
  }
}
