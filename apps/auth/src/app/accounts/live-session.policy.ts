import { Injectable } from '@nestjs/common';
import { type Caller, NotAuthenticatedError } from '@secureconnect/identity';
import { type Transaction } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { SessionStore } from '@secureconnect/session-store';
import { RecentLoginNeededError } from './recent-login-needed.error';

/** Within a transaction, whose statements are bounded by themselves. */
const tiers = { tiers: ['redis', 'postgres'], deadlineMs: 10_000 };

/** What outlives a session is asked for in one that lives: whoever ends it need not fear what was on its way. */
@Injectable()
export class LiveSession {
  constructor(private readonly sessions: SessionStore) {}

  /** Throws where the caller's session has ended, or never was; to be asked under the lock of the account. */
  @Fallback('accounts.live-session', 'sessions', tiers)
  async check({ sessionId }: Caller, within: Transaction): Promise<void> {
    if (sessionId === undefined) throw new RecentLoginNeededError('');
    if (!(await this.sessions.update(sessionId, {}, within))) throw new NotAuthenticatedError('');
  }
}
