import { setTimeout as rest } from 'node:timers/promises';
import { type DatabaseClock } from './record/database-clock';
import { type UseLog } from './record/use-log';
import { type SessionStoreOptions } from './session-store.options';
import { type Session, type SessionDetails } from './session.store';
import { type HeldSessions } from './tiers/held-sessions';
import { type Looked, type SessionTiers } from './tiers/session-tiers';

/** No request waits longer than that for a PostgreSQL which hangs: it is told later. */
const patienceMs = 250;

/** Slides sessions on as they are used: in Redis at once, in PostgreSQL now and then. */
export class UseOfSessions {
  constructor(
    private readonly tiers: SessionTiers,
    private readonly held: HeldSessions,
    private readonly log: UseLog,
    private readonly clock: DatabaseClock,
    private readonly options: Pick<SessionStoreOptions, 'activeMs' | 'touchStepMs'>,
  ) {}

  /** One that is not active is left so, for only its refresh token makes it active again. */
  async touch(id: string, seen: Partial<SessionDetails>): Promise<Session | undefined> {
    const looked = await this.tiers.look(id);
    const { session } = looked.known ?? {};
    if (!session) return undefined;
    const now = this.clock.now();
    const isMoved = differs(session.details, seen);
    if (session.activeUntil <= now || (!isMoved && now - session.lastSeenAt < this.options.touchStepMs))
      return session;
    const slid = Math.min(session.endsAt, now + this.options.activeMs);
    const next: Session = {
      ...session,
      details: isMoved ? { ...session.details, ...seen } : session.details,
      lastSeenAt: Math.max(session.lastSeenAt, now),
      activeUntil: Math.max(session.activeUntil, slid),
    };
    await this.note(looked, next, isMoved ? seen : undefined);
    // Somebody may have ended it meanwhile, of which Redis has just told.
    return this.tiers.hasEnded(id) ? undefined : next;
  }

  private async note(
    { known, state }: Looked,
    next: Session,
    details: Partial<SessionDetails> | undefined,
  ): Promise<void> {
    const { id, lastSeenAt: seenAt, activeUntil } = next;
    this.log.note({ id, seenAt, activeUntil, details });
    const used =
      details && known ? this.held.of({ ...known, session: next }, seenAt) : this.held.used(state, next);
    await this.tiers.bring(id, used);
    // From where it is used changes seldom, and is not to be lost with Redis.
    if (details) await Promise.race([this.log.flush(), rest(patienceMs, undefined, { ref: false })]);
  }
}

const differs = (known: SessionDetails, seen: Partial<SessionDetails>): boolean =>
  (Object.keys(seen) as (keyof SessionDetails)[]).some(
    (name) => JSON.stringify(known[name]) !== JSON.stringify(seen[name]),
  );
