import { Injectable } from '@nestjs/common';
import { MetricSet } from '@secureconnect/resilience';
import { type Counter, register } from 'prom-client';
import { KnownSockets } from './known-sockets.service';

/** Why a socket was cut by the service. */
export type CutReason = 'revoked' | 'expired' | 'slow_reader' | 'missed' | 'too_large' | 'flood' | 'draining';

const cutReasons: readonly CutReason[] = [
  'revoked',
  'expired',
  'slow_reader',
  'missed',
  'too_large',
  'flood',
  'draining',
];

/** Counts sockets and what they say; a name or a reason is always one of ours, never a client's word. */
@Injectable()
export class RealtimeSocketMetrics {
  private readonly refusals: Counter<'reason'>;
  private readonly cuts: Counter<'reason'>;
  private readonly events: Counter<'event' | 'outcome'>;
  private readonly named = new Set<string>();

  constructor(sockets: KnownSockets) {
    const metrics = new MetricSet(register);
    metrics.gauge({
      name: 'realtime_sockets',
      help: 'Sockets of this instance whose owner is known',
      read: (gauge) => gauge.set(sockets.size),
    });
    this.refusals = metrics.counter({
      name: 'realtime_sockets_refused_total',
      help: 'Sockets that were not let in, by the code of the error',
      labels: ['reason'],
    });
    this.cuts = metrics.counter(
      { name: 'realtime_sockets_cut_total', help: 'Sockets that were cut, by why', labels: ['reason'] },
      cutReasons.map((reason) => ({ reason })),
    );
    this.events = metrics.counter({
      name: 'realtime_events_total',
      help: 'Events of clients, by name and whether they reached their handler',
      labels: ['event', 'outcome'],
    });
  }

  /** Declares the names there are; any other is counted as `unknown`. */
  name(events: readonly string[]): void {
    for (const event of events) this.named.add(event);
  }

  heard(event: string, outcome: 'taken' | 'refused'): void {
    this.events.inc({ event: this.named.has(event) ? event : 'unknown', outcome });
  }

  refused(reason: string): void {
    this.refusals.inc({ reason });
  }

  cut(reason: CutReason): void {
    this.cuts.inc({ reason });
  }
}
