import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type InstanceEvent, type RedisWire } from '@secureconnect/contracts';
import { RedisBreakers, RedisHealthService } from '@secureconnect/resilience';
import { type Subscription } from 'rxjs';

/** So many are kept, and shown. */
const most = 50;

/** What became of Redis, its breakers and its recoveries lately, as this instance saw it; a restart forgets it. */
@Injectable()
export class RecentEvents implements OnModuleInit, OnModuleDestroy {
  private readonly kept: InstanceEvent[] = [];
  private readonly heard: Subscription[] = [];
  private writes = 0;
  private last: RedisWire['reconciled']['last'] = null;

  constructor(
    private readonly health: RedisHealthService,
    private readonly breakers: RedisBreakers,
  ) {}

  /** The newest first. */
  get list(): readonly InstanceEvent[] {
    return [...this.kept].reverse();
  }

  get reconciled(): RedisWire['reconciled'] {
    return { total: this.writes, last: this.last };
  }

  onModuleInit(): void {
    this.heard.push(
      this.health.state$.subscribe(({ from, to, reason, isForced }) =>
        this.note({ what: 'redis', from, to: isForced ? 'forced' : to, reason }),
      ),
      this.breakers.transitions$.subscribe(({ breaker, from, to, reason }) =>
        this.note({ what: breaker, from, to, reason }),
      ),
    );
    const ends = this.health.recovery?.ends$.subscribe(({ state, reconciled }) => {
      this.writes += reconciled;
      this.last = { at: new Date().toISOString(), state, writes: reconciled };
    });
    if (ends) this.heard.push(ends);
  }

  onModuleDestroy(): void {
    for (const each of this.heard) each.unsubscribe();
  }

  note(event: Omit<InstanceEvent, 'at'>): void {
    this.kept.push({ at: new Date().toISOString(), ...event });
    if (this.kept.length > most) this.kept.shift();
  }
}
