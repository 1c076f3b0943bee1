import { type DatabaseBroadcast } from '@secureconnect/platform';
import { publish, publishSharded, type RedisGate } from '@secureconnect/redis';
import { type CallDeadline, type Failover, type FailoverStore } from '@secureconnect/resilience';
import { type Carrier } from './backplane-counts';

/** What carries frames. */
export interface CarrierSurroundings {
  readonly gate: RedisGate;
  readonly broadcast: DatabaseBroadcast;
  readonly failover: Failover;
}

/** The store's name, in policies, marks and metrics. */
export const backplaneStore = 'backplane';

/** A hung PostgreSQL must not gather what is said beside Redis; what is not said is asked for. */
const mostBeside = 8;

/** Brings frames to everybody who listens. */
export class Carriers {
  private readonly store: FailoverStore;
  private beside = 0;

  constructor(
    private readonly around: CarrierSurroundings,
    readonly channel: string,
  ) {
    this.store = around.failover.store({
      name: backplaneStore,
      guarantees: {
        redis: 'each notice once, in each sender’s order; what was missed is noticed and asked for again',
        postgres: 'the same, some milliseconds slower',
        memory: 'the sockets of this instance only; the others ask for what they missed',
      },
    });
  }

  /** Redis is known to be away. */
  get isAway(): boolean {
    return this.store.isAway;
  }

  /** The carrier that served last; undefined: none did. */
  get inUse(): Carrier | undefined {
    const { tier } = this.store;
    return tier === 'memory' ? undefined : tier;
  }

  /** By Redis, else by PostgreSQL; gives who took it, undefined for nobody. Never rejects for an outage. */
  tell(frame: string): Promise<Carrier | undefined> {
    return this.store.write<Carrier | undefined>('backplane.tell', {
      isBounded: true,
      redis: (deadline) => this.byRedis(frame, deadline),
      postgres: () => this.around.broadcast.publish(this.channel, frame).then(() => 'postgres' as const),
      memory: () => undefined,
    });
  }

  /** By PostgreSQL too, unless that is too slow. */
  tellBeside(frame: string): void {
    if (this.beside >= mostBeside) return;
    this.beside += 1;
    this.around.broadcast
      .publish(this.channel, frame)
      // PostgreSQL is away, which its own health tells; who missed this will ask.
      .catch(() => undefined)
      .finally(() => (this.beside -= 1));
  }

  private async byRedis(message: string, { leftMs: deadlineMs }: CallDeadline): Promise<'redis'> {
    const { gate } = this.around;
    const { channel } = this;
    if (gate.options.cluster) await gate.run(publishSharded, { channel }, { message }, { deadlineMs });
    else await gate.run(publish, {}, { channel, message }, { deadlineMs });
    return 'redis';
  }
}
