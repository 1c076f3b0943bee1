import { Injectable } from '@nestjs/common';
import { MetricSet } from '@secureconnect/resilience';
import { type Counter, register } from 'prom-client';
import { type CutReason } from './live/live-connection';
import { type SocketRoute } from './socket-route';
import { socketRoutes } from './socket-routes';

/** What carries a socket, and whether it is known whose it is. */
export type SocketKind = 'websocket' | 'polling';

const kinds: readonly SocketKind[] = ['websocket', 'polling'];
const cutReasons: readonly CutReason[] = ['revoked', 'draining'];

/** Counts sockets. A reason is a stable code of ours, never a client's word. */
@Injectable()
export class SocketMetrics {
  private readonly open = new Map<string, number>();
  private readonly refusals: Counter<'reason'>;
  private readonly cuts: Counter<'reason'>;

  constructor() {
    const metrics = new MetricSet(register);
    this.refusals = metrics.counter({
      name: 'gateway_sockets_refused_total',
      help: 'Sockets that were not let in, by the code of the error',
      labels: ['reason'],
    });
    this.cuts = metrics.counter(
      { name: 'gateway_sockets_cut_total', help: 'Sockets that were cut, by why', labels: ['reason'] },
      cutReasons.map((reason) => ({ reason })),
    );
    metrics.gauge({
      name: 'gateway_sockets',
      help: 'Sockets through this instance whose client is known, by path and what carries them',
      labels: ['path', 'kind'],
      read: (gauge) => {
        for (const { path } of socketRoutes)
          for (const kind of kinds) gauge.set({ path, kind }, this.count(path, kind));
      },
    });
  }

  count(path: string, kind: SocketKind): number {
    return this.open.get(`${path} ${kind}`) ?? 0;
  }

  opened({ path }: SocketRoute, kind: SocketKind): void {
    this.open.set(`${path} ${kind}`, this.count(path, kind) + 1);
  }

  closed({ path }: SocketRoute, kind: SocketKind): void {
    this.open.set(`${path} ${kind}`, this.count(path, kind) - 1);
  }

  refused(reason: string): void {
    this.refusals.inc({ reason });
  }

  cut(reason: CutReason): void {
    this.cuts.inc({ reason });
  }
}
