import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { type Transaction } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { SessionStore } from '@secureconnect/session-store';
import { AuditLog } from '../audit/audit-log';
import { AccountLinks } from '../links/account-links';
import { SessionPresence } from '../sessions/session-presence';

/** Within a transaction, whose statements are bounded by themselves. */
const tiers = { tiers: ['redis', 'postgres'], deadlineMs: 10_000 };

/** Whose sessions end, by whom and why. */
export interface EndedSessions {
  readonly userId: string;
  readonly reason: string;
  readonly actorId?: string;
  /** Her own session and the token she asks with stay; all that was given before that token ends. */
  readonly keep?: Pick<Caller, 'sessionId' | 'issuedAtMs'>;
}

/** Ends all sessions of an account, with all that they have left behind, in the caller's transaction, which has locked the account before. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly sessions: SessionStore,
    private readonly revocations: RevocationStore,
    private readonly links: AccountLinks,
    private readonly presence: SessionPresence,
    private readonly audit: AuditLog,
  ) {}

  /** Gives the ids of those that ended; their tokens, and those of no session, are refused everywhere from the commit on. */
  @Fallback('accounts.end-sessions', ['sessions', 'revocations'], tiers)
  async run(
    { userId, reason, actorId, keep }: EndedSessions,
    within: Transaction,
  ): Promise<readonly string[]> {
    const ended = await this.sessions.endAll(userId, within, keep?.sessionId);
    // Whoever was in one of them may have asked for an address of her own.
    await this.links.void(userId, ['address'], within.manager);
    this.presence.gone(userId, ended, within);
    const details = { reason, sessions: ended.length, kept: keep !== undefined };
    await this.audit.record({ type: 'sessions.ended', userId, actorId, details }, within);
    const user = { kind: 'user', subject: userId, issuedBefore: keep?.issuedAtMs } as const;
    const each = ended.map((subject) => ({ kind: 'session', subject }) as const);
    await this.revocations.revoke([...each, user], within);
    return ended;
  }
}
