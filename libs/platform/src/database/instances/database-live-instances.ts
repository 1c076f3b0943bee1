import { type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { saidBy } from '../../errors/said-by';
import { type HealthRegistry } from '../../health/health-registry.service';
import { type DatabaseBroadcast } from '../broadcast/database-broadcast.service';
import { type DatabaseHealth } from '../database-health.service';
import { newId } from '../new-id';
import { type InstanceRecord } from './instance-record';
import { KnownInstances } from './known-instances';
import { LiveInstances } from './live-instances';

/** What knowing each other takes. */
export interface InstanceSurroundings {
  readonly service: string;
  readonly record: InstanceRecord;
  readonly health: Pick<DatabaseHealth, 'whenReady'>;
  readonly broadcast: Pick<DatabaseBroadcast, 'publish' | 'subscribe'>;
  readonly registry: Pick<HealthRegistry, 'register'>;
  readonly beatMs: number;
  readonly leaseMs: number;
}

/** A frozen PostgreSQL does not keep anybody from leaving. */
const farewellMs = 500;

/** Renews a lease in PostgreSQL and counts those of the others; who comes or leaves says so, and is counted at once. */
export class DatabaseLiveInstances extends LiveInstances implements OnModuleInit, OnModuleDestroy {
  readonly id = newId();
  private readonly channel: string;
  private readonly others: KnownInstances;
  private beating: Promise<void> | undefined;
  private isAskedAgain = false;
  private isKnown = false;
  private hasLeft = false;
  private trouble: { readonly since: Date; readonly why: string } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe = (): void => undefined;

  constructor(private readonly around: InstanceSurroundings) {
    super();
    this.channel = `live_instances:${around.service}`;
    this.others = new KnownInstances(around.leaseMs);
  }

  count(): number {
    return this.others.size + 1;
  }

  onModuleInit(): void {
    const { registry, health } = this.around;
    registry.register({ name: 'instances', required: false, check: () => this.report() });
    void health.whenReady().then(() => this.begin());
  }

  async onModuleDestroy(): Promise<void> {
    this.hasLeft = true;
    clearInterval(this.timer);
    this.unsubscribe();
    await Promise.race([this.leave(), sleep(farewellMs, undefined, { ref: false })]);
  }

  private begin(): void {
    if (this.hasLeft) return;
    const { broadcast, beatMs } = this.around;
    this.unsubscribe = broadcast.subscribe(this.channel, {
      onMessage: (message) => this.hear(message),
      onListening: () => this.look(),
    });
    this.timer = setInterval(() => this.look(), beatMs).unref();
    this.look();
  }

  private hear(message: string): void {
    const [what, id = ''] = message.split(' ');
    if (id === this.id) return;
    if (what === 'left') this.others.left(id);
    this.look();
  }

  /** One sign of life at a time; what was heard while one was under way wants another. */
  private look(): void {
    if (this.beating) {
      this.isAskedAgain = true;
      return;
    }
    this.isAskedAgain = false;
    this.beating = this.beat().finally(() => {
      this.beating = undefined;
      if (this.isAskedAgain && !this.hasLeft) this.look();
    });
  }

  /** Never rejects: what was last known holds. */
  private async beat(): Promise<void> {
    const { record, broadcast } = this.around;
    try {
      const { living, ended } = await record.beat(this.id);
      this.others.found(living);
      if (!this.isKnown) await broadcast.publish(this.channel, `came ${this.id}`);
      this.isKnown = true;
      this.trouble = undefined;
      if (ended > 0) await record.sweep();
    } catch (error) {
      this.trouble ??= { since: new Date(), why: saidBy(error) };
    }
  }

  private async leave(): Promise<void> {
    await this.beating;
    if (!this.isKnown) return;
    try {
      await this.around.record.leave(this.id);
      await this.around.broadcast.publish(this.channel, `left ${this.id}`);
    } catch {
      // PostgreSQL is away: the lease runs out.
    }
  }

  private report(): ComponentReport {
    const rest = { live: this.count(), id: this.id };
    if (!this.trouble) return { status: 'up', ...rest };
    const { since, why } = this.trouble;
    return { status: 'degraded', since: since.toISOString(), last_error: why, ...rest };
  }
}
