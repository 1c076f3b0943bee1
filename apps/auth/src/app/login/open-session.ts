import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { type GrantedSession, type SessionDevice, SessionStore } from '@secureconnect/session-store';
import { type Account } from '../accounts/account';
import { AuditLog } from '../audit/audit-log';
import { type Risk } from '../risk/assess-risk';
import { type Sighting } from '../risk/sighting';
import { SessionPresence } from '../sessions/session-presence';
import { NotedDevices } from './noted-devices';

/** Somebody who has shown who she is, from where, and how. */
export interface Entry {
  readonly account: Account;
  readonly seen: Sighting;
  readonly device: SessionDevice;
  readonly risk: Risk;
  readonly methods: readonly string[];
}

/** Within a transaction, whose statements are bounded by themselves. */
const tiers = { tiers: ['redis', 'postgres'], deadlineMs: 15_000 };

/** Begins the session of a login, with all that belongs to it, in the transaction that has locked the account. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly sessions: SessionStore,
    private readonly revocations: RevocationStore,
    private readonly devices: NotedDevices,
    private readonly presence: SessionPresence,
    private readonly audit: AuditLog,
  ) {}

  /** Those of her sessions that had to end for it count no more, and neither do their tokens. */
  @Fallback('login.open-session', ['sessions', 'revocations'], tiers)
  async run({ account, seen, device, risk, methods }: Entry, within: Transaction): Promise<GrantedSession> {
    const { id: userId } = account;
    const details = {
      ...{ device, address: seen.address, userAgent: seen.userAgent, riskScore: risk.score },
      metadata: { seen_at: String(seen.at) },
    };
    const begun = await this.sessions.begin({ userId, details, methods }, within);
    await this.devices.note(account, seen, within);
    const told = { session: begun.session.id, methods: methods.join(' '), risk: risk.score };
    await this.audit.record({ type: 'login', userId, details: told }, within);
    for (const session of begun.ended)
      await this.audit.record(
        { type: 'session.ended', userId, details: { session, reason: 'limit' } },
        within,
      );
    if (begun.ended.length > 0)
      await this.revocations.revoke(
        begun.ended.map((subject) => ({ kind: 'session', subject })),
        within,
      );
    this.presence.gone(userId, begun.ended, within);
    this.presence.here(userId, begun.session.id, within);
    return begun;
  }
}
