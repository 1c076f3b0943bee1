import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { type Transaction, Transactions } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { AccountRecord } from '../accounts/account-record.adapter';
import { EndSessions } from '../accounts/end-sessions.use-case';
import { AuditLog } from '../audit/audit-log';
import { EndOneSession } from './end-one-session';

/** Which sessions to leave: the one that asks, all others, or all. */
export const logoutScopes = ['local', 'others', 'global'] as const;

/** One of them. */
export type LogoutScope = (typeof logoutScopes)[number];

/** Within a transaction, whose statements are bounded by themselves. */
const tiers = { tiers: ['redis', 'postgres'], deadlineMs: 10_000 };

/** Ends sessions for who uses them; their tokens are refused on every instance from then on. */
@Injectable()
export class LogOut {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly endOne: EndOneSession,
    private readonly endSessions: EndSessions,
    private readonly revocations: RevocationStore,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  @Fallback('logout.run', ['sessions', 'revocations'], tiers)
  async run(caller: Caller, scope: LogoutScope): Promise<void> {
    await this.transactions.run((within) =>
      scope === 'local' ? this.leave(caller, within) : this.leaveMany(caller, scope, within),
    );
  }

  private async leave({ userId, sessionId, tokenId }: Caller, within: Transaction): Promise<void> {
    if (sessionId !== undefined) {
      await this.endOne.run({ id: sessionId, userId }, 'logout', within);
      return;
    }
    await this.audit.record({ type: 'logout', userId, details: { session: 'none' } }, within);
    await this.revocations.revoke([{ kind: 'token', subject: tokenId }], within);
  }

  private async leaveMany(
    caller: Caller,
    scope: Exclude<LogoutScope, 'local'>,
    within: Transaction,
  ): Promise<void> {
    const { userId } = caller;
    await this.accounts.forUpdate(within.manager, userId);
    const keep = scope === 'others' ? { keep: caller } : {};
    await this.endSessions.run({ userId, reason: `logout_${scope}`, ...keep }, within);
  }
}
