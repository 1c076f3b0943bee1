import { type ConnectionKind } from '../connection/connection-kind';
import { openConnection } from '../connection/open-connection';
import { RedisLane } from '../connection/redis-lane';
import { type TopologyPlan } from './topology-plan';
import { type Redirection, type RedisTopology } from './redis-topology';

/** One master: the server of the options, or the one that Sentinels name. */
export class SingleServer implements RedisTopology {
  private readonly lanes = new Map<ConnectionKind, RedisLane>();

  constructor(private readonly plan: TopologyPlan) {}

  lane(kind: ConnectionKind): RedisLane {
    const known = this.lanes.get(kind);
    if (known) return known;
    const { options, onLost } = this.plan;
    const lane = new RedisLane(() => openConnection({ kind, ...this.plan }), options, onLost);
    this.lanes.set(kind, lane);
    return lane;
  }

  masters(): readonly undefined[] {
    return [undefined];
  }

  redirection(): Redirection | undefined {
    return undefined;
  }

  suspect(): void {
    // Every attempt to connect asks afresh where the master is.
  }

  close(): void {
    for (const lane of this.lanes.values()) lane.close();
  }
}
