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

/** A slow PostgreSQL is told more at a time, up to what it takes; what there is no room for is asked for later. */
const mostAtOnce = 192 * 1024;
const mostWaiting = 1024 * 1024;

/** Brings frames to everybody who listens. */
export class Carriers {
  private readonly store: FailoverStore;
  private readonly waiting: string[] = [];
  private waitingLength = 0;
  private isTelling = false;

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

  /** By PostgreSQL too, over one connection, unless it is too slow for that. */
  tellBeside(frame: string): void {
    if (this.waitingLength + frame.length > mostWaiting) return;
    this.waiting.push(frame);
    this.waitingLength += frame.length;
    if (!this.isTelling) void this.tellWaiting();
  }

  private async tellWaiting(): Promise<void> {
    this.isTelling = true;
    while (this.waiting.length > 0) {
      const frames = this.takeWaiting().join('\n');
      // PostgreSQL is away, which its own health tells; who missed this will ask.
      await this.around.broadcast.publish(this.channel, frames).catch(() => undefined);
    }
    this.isTelling = false;
  }

  /** As many frames as go together, a line each; at least one. */
  private takeWaiting(): string[] {
    let length = 0;
    let count = 0;
    for (const frame of this.waiting) {
      if (count > 0 && length + frame.length > mostAtOnce) break;
      length += frame.length;
      count += 1;
    }
    this.waitingLength -= length;
    return this.waiting.splice(0, count);
  }

  private async byRedis(message: string, { leftMs: deadlineMs }: CallDeadline): Promise<'redis'> {
    const { gate } = this.around;
    const { channel } = this;
    if (gate.options.cluster) await gate.run(publishSharded, { channel }, { message }, { deadlineMs });
    else await gate.run(publish, {}, { channel, message }, { deadlineMs });
    return 'redis';
  }
}
