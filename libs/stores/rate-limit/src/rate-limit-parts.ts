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
import { type Parting } from './outage/parting';
import { type RateLimitOptions } from './rate-limit.options';
import { type RatePolicy } from './rate-policy';
import { type AskedOfRedis, RedisLimiter } from './redis/redis-limiter';
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
  /** Ends once Redis has answered what it is being asked. */
  crossed: () => Promise<void> = () => Promise.resolve();
  private readonly instances: InstanceCount;
  private readonly transitions: { unsubscribe(): void };

  constructor(around: RateLimitSurroundings, { maxSubjects, name }: RateLimitOptions) {
    const { gate, broadcast, failover, stores, health } = around;
    this.instances = around.instances;
    this.limiter = new MemoryLimiter(new PolicyBook(), new DebtTable(maxSubjects));
    const keys = new SlotKeys(name, gate.options.cluster !== undefined);
    this.redis = new RedisLimiter(gate, keys, this.limiter, this.askedOfRedis(health));
    const guarantees = {
      redis: 'the limit, over all instances',
      memory: 'the limit divided by the living instances, from the debts last seen',
    };
    this.store = failover.store({ name: 'rate-limit', guarantees });
    this.exchange = new DebtExchange({
      ...{ limiter: this.limiter, broadcast, channel: name },
      instances: () => this.sharing,
      isAway: () => this.store.isAway,
      crossed: () => this.crossed(),
    });
    stores.register(new DebtRecovery(this.limiter, this.redis, () => this.parting.settled));
    this.transitions = health.state$.subscribe(({ from, to }) => {
      if (from === 'normal') this.parting.leave();
      else if (to === 'normal') this.parting.back();
    });
  }

  /** How many share the limits, with Redis or without. */
  get sharing(): number {
    return this.instances.count();
  }

  get parting(): Parting {
    return this.exchange.parting;
  }

  /** This instance's part of every limit while Redis is away. */
  get share(): LimitShare {
    const { since, isSettled } = this.parting;
    const base = { tier: 'memory', isDegraded: true, instances: this.sharing, since } as const;
    return isSettled ? base : { ...base, isBlind: true };
  }

  private askedOfRedis({ recovery }: RedisHealthService): AskedOfRedis {
    const sharers = (): number => this.exchange.sharers;
    return {
      get sharers() {
        return sharers();
      },
      get marker() {
        return recovery?.marker ?? '';
      },
      get markerKey() {
        return recovery?.marker === undefined ? '' : (recovery.markerKey ?? '');
      },
    };
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
}
