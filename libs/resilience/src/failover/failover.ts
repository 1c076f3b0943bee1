import { type Subscription } from 'rxjs';
import { redisKinds } from '../breaker/redis-breakers';
import { type Bulkhead } from './bulkhead';
import { type CircuitBreaker } from '../breaker/circuit-breaker';
import { FailoverStore, type FailoverSurroundings } from './failover-store';
import { type FailoverOptions, type FailoverStoreOptions } from './failover.options';
import { isPostgresOutage } from './postgres-outage';
import { PostgresTier } from './postgres-tier';
import { RedisGatekeeper, type RedisKind } from './redis-gatekeeper';
import { type Tier, type TierName } from './tier';

/** As long as the client's own deadline. */
const defaultDeadlineMs = 100;
const order: readonly TierName[] = ['redis', 'postgres', 'memory'];

/** One per process: opens stores whose calls fail over, all by one health, one set of breakers and one bulkhead. */
export class Failover {
  private readonly opened = new Map<string, FailoverStore>();
  private readonly surroundings: FailoverSurroundings;
  private readonly subscription: Subscription;
  private readonly postgres: PostgresTier;

  constructor(private readonly options: FailoverOptions) {
    const { health, breakers, wheel, observer } = options;
    const isOutage = options.isPostgresOutage ?? isPostgresOutage;
    this.postgres = new PostgresTier(wheel, isOutage, options.bulkhead);
    const gatekeepers = Object.fromEntries(
      redisKinds.map((kind) => [kind, new RedisGatekeeper(kind, breakers.of(kind), health)]),
    ) as Record<RedisKind, RedisGatekeeper>;
    this.surroundings = {
      gatekeepers,
      wheel,
      observer,
      postgres: this.postgres,
      fallbackEnabled: options.fallbackEnabled ?? true,
      isPostgresOutage: isOutage,
    };
    // A store that nobody asks does not say for ever that it is degraded.
    this.subscription = health.state$.subscribe(({ to }) => {
      if (to === 'normal') for (const store of this.opened.values()) store.returned();
    });
  }

  /** Before PostgreSQL, for all stores. */
  get bulkhead(): Bulkhead {
    return this.postgres.bulkhead;
  }

  /** Leaves PostgreSQL alone for a moment once it fails time after time; for all stores. */
  get postgresBreaker(): CircuitBreaker {
    return this.postgres.breaker;
  }

  /** Opens a store; a name can be taken once. */
  store({ name, guarantees, deadlineMs, pending }: FailoverStoreOptions): FailoverStore {
    if (this.opened.has(name)) throw new Error(`${name} fails over already: a store is opened once`);
    const tiers = order.flatMap((tier): Tier[] => {
      const guarantee = guarantees[tier];
      return guarantee === undefined ? [] : [{ name: tier, guarantee }];
    });
    const deadline = deadlineMs ?? this.options.deadlineMs ?? defaultDeadlineMs;
    const settings = { deadlineMs: deadline, pending };
    const store = new FailoverStore(name, tiers, this.surroundings, settings);
    this.opened.set(name, store);
    return store;
  }

  /** Every store with its tiers and what each guarantees, for the table of policies. */
  get stores(): readonly Pick<FailoverStore, 'name' | 'tiers' | 'tier' | 'tierSince'>[] {
    return [...this.opened.values()];
  }

  /** Hears no more of Redis's health. */
  stop(): void {
    this.subscription.unsubscribe();
  }
}
