import { type DatabaseBroadcast } from '@secureconnect/platform';
import { type RedisGate } from '@secureconnect/redis';
import {
  type Failover,
  type FailoverStore,
  type ReconcilableStores,
  type RedisHealthService,
} from '@secureconnect/resilience';
import { type InstanceCount } from './instance-count.port';
import { DebtTable } from './memory/debt-table';
import { type LimitShare, MemoryLimiter } from './memory/memory-limiter';
import { PolicyBook } from './memory/policy-book';
import { DebtExchange } from './outage/debt-exchange';
import { DebtRecovery } from './outage/debt-recovery';
import { type RateLimitOptions } from './rate-limit.options';
import { type RatePolicy } from './rate-policy';
import { RedisLimiter } from './redis/redis-limiter';
import { SlotKeys } from './redis/slot-keys';

/** What the application offers them. */
export interface RateLimitSurroundings {
  readonly gate: RedisGate;
  readonly broadcast: DatabaseBroadcast;
  readonly failover: Failover;
  readonly stores: ReconcilableStores;
  readonly health: RedisHealthService;
  readonly instances: InstanceCount;
}

/** The tiers of the limits, and what keeps them together; one set a process. */
export class RateLimitParts {
  readonly limiter: MemoryLimiter;
  readonly redis: RedisLimiter;
  readonly store: FailoverStore;
  readonly exchange: DebtExchange;
  /** What is to be done before Redis is let go. */
  onStop: () => Promise<void> = () => Promise.resolve();
  private readonly instances: InstanceCount;
  private readonly transitions: { unsubscribe(): void };
  private awaySince: number;

  constructor(around: RateLimitSurroundings, { maxSubjects, name }: RateLimitOptions) {
    const { gate, broadcast, failover, stores, health } = around;
    this.instances = around.instances;
    this.limiter = new MemoryLimiter(new PolicyBook(), new DebtTable(maxSubjects));
    this.awaySince = this.limiter.now();
    this.redis = new RedisLimiter(gate, new SlotKeys(name, gate.options.cluster !== undefined), this.limiter);
    const guarantees = {
      redis: 'the limit, over all instances',
      memory: 'the limit divided by the living instances, from the debts last seen',
    };
    this.store = failover.store({ name: 'rate-limit', guarantees });
    this.exchange = new DebtExchange(this.limiter, broadcast, name, () => !health.isAvailable);
    stores.register(new DebtRecovery(this.limiter, this.redis));
    this.transitions = health.state$.subscribe(({ from }) => {
      if (from === 'normal') this.left();
    });
  }

  /** How many share the limits, with Redis or without. */
  get sharing(): number {
    return this.instances.count();
  }

  /** This instance's part of every limit while Redis is away. */
  get share(): LimitShare {
    const instances = this.instances.count();
    return { tier: 'memory', isDegraded: true, instances, since: this.awaySince };
  }

  /** Has limits known before anybody asks, so that what others tell of them is understood. */
  declare(policies: readonly RatePolicy[]): void {
    for (const policy of policies) this.limiter.book.of(policy);
  }

  start(): void {
    this.exchange.start();
  }

  async stop(): Promise<void> {
    await this.onStop();
    this.transitions.unsubscribe();
    this.exchange.stop();
  }

  private left(): void {
    this.awaySince = this.limiter.now();
    this.exchange.tell();
  }
}
