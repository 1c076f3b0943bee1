import { Injectable } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import {
  type CircuitBreaker,
  Failover,
  type Hold,
  KeptWrites,
  RedisBreakers,
  RedisHealthService,
} from '@secureconnect/resilience';

/** What an operator sees of Redis: in which state and since when, what is wrong, what serves instead, and what waits. */
@Injectable()
export class RedisComponent {
  constructor(
    private readonly health: RedisHealthService,
    private readonly breakers: RedisBreakers,
    private readonly failover: Failover,
    private readonly kept: KeptWrites,
  ) {}

  // eslint-disable-next-line house/declared-store-access -- lists the stores of Failover and calls none
  check(): ComponentReport {
    const { state, since, isAvailable, lastError, fault, held } = this.health;
    const seen = { state, since: since.toISOString(), ...(held && forcedBy(held)) };
    const rest = { breakers: this.breakersNow(), stores: this.storesNow(), ...this.waiting() };
    if (isAvailable && this.breakers.areClosed) return { status: 'up', ...seen, ...rest };
    const last_error = lastError ?? 'a breaker keeps some calls from Redis';
    return {
      status: 'degraded',
      ...seen,
      ...(isAvailable && { since: this.keptSince().toISOString() }),
      fault: fault ?? null,
      last_error,
      fallback: this.fallback(),
      ...rest,
    };
  }

  /** Since when it is relied on and a breaker keeps calls from it all the same. */
  private keptSince(): Date {
    const kept = [...this.breakers.all.values()].filter(({ state }) => state !== 'closed');
    const first = Math.min(...kept.map(({ since }) => since.getTime()));
    return new Date(Math.max(first, this.health.since.getTime()));
  }

  private breakersNow(): Record<string, string> {
    const shown = ({ state, isForced }: CircuitBreaker) => (isForced ? `forced-${state}` : state);
    return Object.fromEntries([...this.breakers.all].map(([kind, breaker]) => [kind, shown(breaker)]));
  }

  private storesNow(): Record<string, string> {
    return Object.fromEntries(this.failover.stores.map(({ name, tier }) => [name, tier]));
  }

  /** The tiers that serve instead; where nothing was asked yet, the one that would be asked first. */
  private fallback(): string {
    const inUse = new Set(this.failover.stores.map(({ tier }) => tier).filter((tier) => tier !== 'redis'));
    return inUse.size === 0 ? 'postgres' : [...inUse].sort().reverse().join(', ');
  }

  private waiting() {
    const pending = this.kept.stores.filter(({ unsettled }) => unsettled > 0);
    const recovery = this.health.state === 'recovering' ? (this.health.recovery?.progress ?? []) : [];
    return {
      pending_entries: Object.fromEntries(pending.map(({ name, unsettled }) => [name, unsettled])),
      ...(recovery.length > 0 && {
        recovery: Object.fromEntries(recovery.map(({ store, done, total }) => [store, { done, total }])),
      }),
    };
  }
}

/** Who it was is for operators alone; that it is no outage is for everybody. */
const forcedBy = ({ since, until }: Hold) => ({
  forced: `by an operator since ${since.toISOString()}`,
  forced_until: until.toISOString(),
});
