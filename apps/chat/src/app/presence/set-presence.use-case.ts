import { Inject, Injectable } from '@nestjs/common';
import { type Caller, deviceOf } from '@secureconnect/identity';
import { PresenceStore } from '@secureconnect/presence-store';
import { Fallback } from '@secureconnect/resilience';
import { PresenceExchange } from './presence-exchange.service';
import { PRESENCE_TIMES, type PresenceTimes } from './presence-times';

/** What somebody says of the device she is at. */
export interface SetPresenceCommand {
  readonly caller: Caller;
  readonly status: 'online' | 'away';
}

/** A device says that it is here or away: while it is connected, else until the lease ends. */
@Injectable()
export class SetPresence {
  constructor(
    private readonly store: PresenceStore,
    private readonly exchange: PresenceExchange,
    @Inject(PRESENCE_TIMES) private readonly times: PresenceTimes,
  ) {}

  @Fallback('presence.say', 'presence', { tiers: ['redis', 'postgres', 'memory'] })
  async execute({ caller, status }: SetPresenceCommand): Promise<void> {
    const { userId } = caller;
    const device = deviceOf(caller);
    await this.store.set(userId, device, status, this.times.leaseMs);
    this.exchange.change({ userId, device, status });
  }
}
