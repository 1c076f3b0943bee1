import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisMetrics } from '@secureconnect/resilience';
import { Relay } from './relay.service';

/** Shows what is passed on between the participants of calls. */
@Injectable()
export class SignalMetrics implements OnModuleInit {
  constructor(
    private readonly relay: Relay,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    const { metrics } = this.shown;
    const { tally } = this.relay;
    const relayed = { name: 'video_signals_relayed_total', help: 'Signals taken here, by where they went' };
    metrics.counted({ ...relayed, labels: ['event', 'way'] }, (counter) => {
      for (const [event, ways] of tally.relayed)
        for (const [way, count] of Object.entries(ways)) counter.inc({ event, way }, count);
    });
    const dropped = { name: 'video_signals_dropped_total', help: 'Signals not passed on, by reason' };
    metrics.counted({ ...dropped, labels: ['reason'] }, (counter) => {
      for (const [reason, count] of Object.entries(tally.dropped)) counter.inc({ reason }, count);
    });
    const read = this.relay;
    metrics.gauge({
      ...{ name: 'video_signals_kept', help: 'Signals of the last seconds that are kept here' },
      read: (gauge) => gauge.set(read.sizes.signals),
    });
    metrics.gauge({
      ...{ name: 'video_signals_kept_characters', help: 'How long those are together' },
      read: (gauge) => gauge.set(read.sizes.characters),
    });
  }
}
