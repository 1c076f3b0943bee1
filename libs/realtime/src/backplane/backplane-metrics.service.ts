import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MetricSet } from '@secureconnect/resilience';
import { register } from 'prom-client';
import { CarriedBackplane } from './carried-backplane';

/** Shows what went between nodes, by what, and what did not come. */
@Injectable()
export class BackplaneMetrics implements OnModuleInit {
  constructor(private readonly backplane: CarriedBackplane) {}

  onModuleInit(): void {
    const metrics = new MetricSet(register);
    this.showNotices(metrics);
    const { counts } = this.backplane;
    const count = (name: string, help: string, read: () => number) =>
      metrics.counted({ name, help }, (counter) => counter.inc(read()));
    count('realtime_gaps_total', 'Times that notices were lost for good, or may be', () => counts.gaps);
    count('realtime_asked_total', 'Times that missing notices were asked for again', () => counts.asked);
    count('realtime_resent_total', 'Notices said again to a node that asked', () => counts.resent);
    metrics.gauge({
      name: 'realtime_nodes',
      help: 'Nodes of this service that are heard, this one too',
      read: (gauge) => gauge.set(this.backplane.nodes.length + 1),
    });
    metrics.gauge({
      name: 'realtime_carrier',
      help: '1: this carrier is heard, or takes what is said',
      labels: ['carrier', 'direction'],
      read: (gauge) => {
        for (const carrier of ['redis', 'postgres'] as const) {
          gauge.set({ carrier, direction: 'heard' }, Number(this.backplane.hears[carrier]));
          gauge.set({ carrier, direction: 'told' }, Number(this.backplane.carrier === carrier));
        }
      },
    });
  }

  private showNotices(metrics: MetricSet): void {
    const { counts } = this.backplane;
    const told = 'Notices of this node, by who took them; nobody: they wait to be asked for';
    metrics.counted({ name: 'realtime_told_total', help: told, labels: ['carrier'] }, (counter) => {
      for (const [carrier, count] of Object.entries(counts.told)) counter.inc({ carrier }, count);
    });
    const heard = 'Notices of other nodes, by what brought them';
    metrics.counted({ name: 'realtime_heard_total', help: heard, labels: ['carrier'] }, (counter) => {
      for (const [carrier, count] of Object.entries(counts.heard)) counter.inc({ carrier }, count);
    });
    const notices =
      'What became of notices here: delivered, came twice, came too late, fell out of the bound';
    metrics.counted({ name: 'realtime_notices_total', help: notices, labels: ['outcome'] }, (counter) => {
      counter.inc({ outcome: 'delivered' }, counts.delivered);
      counter.inc({ outcome: 'duplicate' }, counts.duplicates);
      counter.inc({ outcome: 'late' }, counts.late);
      counter.inc({ outcome: 'dropped' }, counts.dropped);
    });
  }
}
