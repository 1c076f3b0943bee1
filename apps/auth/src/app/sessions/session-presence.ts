import { Injectable, Logger } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { PresenceStore } from '@secureconnect/presence-store';
import { RedisFree } from '@secureconnect/resilience';

/** Until the client is at its chat, which keeps it here. */
const leaseMs = 120_000;

/** Says who came and who left, once it is true. */
@Injectable()
export class SessionPresence {
  private readonly logger = new Logger('Presence');

  constructor(private readonly presence: PresenceStore) {}

  // Nothing is asked of a store here; what is said later does not fail for an outage.
  @RedisFree('login.here', 'presence')
  here(userId: string, session: string, within: Transaction): void {
    within.onCommitted(() => this.say(() => this.presence.set(userId, session, 'online', leaseMs)));
  }

  @RedisFree('logout.gone', 'presence')
  gone(userId: string, sessions: readonly string[], within: Transaction): void {
    within.onCommitted(() =>
      Promise.all(sessions.map((session) => this.say(() => this.presence.leave(userId, session)))).then(
        () => undefined,
      ),
    );
  }

  /** Who is here is a kindness: no login and no logout fails for it. */
  private async say(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.debug(`Not told: ${String(error)}`);
    }
  }
}
