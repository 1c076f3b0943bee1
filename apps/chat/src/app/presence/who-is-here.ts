import { Injectable } from '@nestjs/common';
import { type PresenceWire } from '@secureconnect/contracts';
import { DatabaseHealth } from '@secureconnect/platform';
import { type Presence, PresenceStore } from '@secureconnect/presence-store';
import { Fallback, RedisHealthService } from '@secureconnect/resilience';
import { HeardPresence } from './heard-presence';

/** Whether people are here: what the store says, and what the instances tell each other where they know better. */
@Injectable()
export class WhoIsHere {
  constructor(
    private readonly store: PresenceStore,
    private readonly heard: HeardPresence,
    private readonly redis: RedisHealthService,
    private readonly database: DatabaseHealth,
  ) {}

  /** In the order asked for. */
  @Fallback('presence.who', 'presence', { tiers: ['redis', 'postgres', 'memory'] })
  async of(userIds: readonly string[]): Promise<readonly PresenceWire[]> {
    const stored = await this.store.find(userIds);
    return stored.map((each) => this.answer(each, Date.now()));
  }

  private answer(stored: Presence, now: number): PresenceWire {
    const { userId, status, lastSeenAt } = stored;
    const heard = this.heard.statusOf(userId);
    if (heard) return wire(userId, status === 'online' ? status : heard, lastSeenAt ?? now);
    const goneAt = status === 'unknown' && this.hearsOthers ? this.heard.goneSince(userId, now) : undefined;
    return goneAt === undefined ? wire(userId, status, lastSeenAt) : wire(userId, 'offline', goneAt);
  }

  /** Who comes to another instance says so by one of them. */
  private get hearsOthers(): boolean {
    return this.redis.isAvailable || this.database.ready;
  }
}

const wire = (user_id: string, status: PresenceWire['status'], seenAt: number | null): PresenceWire => ({
  ...{ user_id, status },
  last_seen_at: seenAt === null ? null : new Date(seenAt).toISOString(),
});
