import { Injectable } from '@nestjs/common';
import { type BreakerWire, type RedisWire, type StoreWire } from '@secureconnect/contracts';
import {
  Failover,
  type Hold,
  KeptWrites,
  RedisBreakers,
  RedisHealthService,
} from '@secureconnect/resilience';
import { RecentEvents } from './recent-events.service';

const timeOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

/** How Redis stands with this instance, from memory alone. */
@Injectable()
export class RedisReporter {
  constructor(
    private readonly health: RedisHealthService,
    private readonly breakers: RedisBreakers,
    private readonly failover: Failover,
    private readonly kept: KeptWrites,
    private readonly events: RecentEvents,
  ) {}

  // eslint-disable-next-line house/declared-store-access -- lists the stores of Failover and calls none
  report(): RedisWire {
    const { state, since, seenFault, lastError, checks, held, recovery } = this.health;
    const stores = this.stores();
    return {
      state,
      since: since.toISOString(),
      fault: seenFault?.fault ?? null,
      fault_since: seenFault?.since.toISOString() ?? null,
      last_error: lastError,
      held: held ? heldWire(held) : null,
      last_look: {
        at: timeOf(checks.lastAt),
        took_ms: checks.tookMs ?? null,
        failed_in_a_row: checks.failedInARow,
      },
      breakers: this.breakersNow(),
      stores,
      pending: this.kept.stores.reduce((sum, { unsettled }) => sum + unsettled, 0),
      recovery: (state === 'recovering' ? (recovery?.progress ?? []) : []).map(({ store, done, total }) => ({
        ...{ store, done, total },
      })),
      reconciled: this.events.reconciled,
    };
  }

  private breakersNow(): BreakerWire[] {
    return [...this.breakers.all].map(([kind, { state, isForced, since }]) => ({
      kind,
      state,
      is_forced: isForced,
      since: since.toISOString(),
    }));
  }

  private stores(): StoreWire[] {
    const pending = new Map(this.kept.stores.map(({ name, unsettled }) => [name, unsettled]));
    const served = this.failover.stores.map(({ name, tier, tierSince }) => {
      const waiting = pending.get(name) ?? 0;
      return { store: name, tier, since: tierSince.toISOString(), pending: waiting };
    });
    return served.sort((one, other) => one.store.localeCompare(other.store));
  }
}

const heldWire = ({ by, since, until }: Hold) => ({
  ...{ by, since: since.toISOString(), until: until.toISOString() },
});
