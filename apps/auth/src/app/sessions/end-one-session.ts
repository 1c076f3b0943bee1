import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { type Session, SessionStore } from '@secureconnect/session-store';
import { AuditLog } from '../audit/audit-log';
import { SessionPresence } from './session-presence';

/** Within a transaction, whose statements are bounded by themselves. */
const tiers = { tiers: ['redis', 'postgres'], deadlineMs: 10_000 };

/** Ends one session, with all that follows from it. */
@Injectable()
export class EndOneSession {
  constructor(
    private readonly sessions: SessionStore,
    private readonly revocations: RevocationStore,
    private readonly presence: SessionPresence,
    private readonly audit: AuditLog,
  ) {}

  /** False where this user has no such session, or it has ended. */
  @Fallback('session.end', ['sessions', 'revocations'], tiers)
  async run(session: Pick<Session, 'id' | 'userId'>, reason: string, within: Transaction): Promise<boolean> {
    if (!(await this.sessions.end(session.userId, session.id, within))) return false;
    await this.follow(session, reason, within);
    return true;
  }

  /** What follows where the store has ended it already: its tokens count no more, wherever they are shown. */
  @Fallback('session.ended', ['revocations'], tiers)
  async follow(
    { id: session, userId }: Pick<Session, 'id' | 'userId'>,
    reason: string,
    within: Transaction,
  ): Promise<void> {
    this.presence.gone(userId, [session], within);
    await this.audit.record({ type: 'session.ended', userId, details: { session, reason } }, within);
    await this.revocations.revoke([{ kind: 'session', subject: session }], within);
  }
}
