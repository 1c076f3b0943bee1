import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { type Transaction } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { SessionStore } from '@secureconnect/session-store';
import { AccountRecord } from '../accounts/account-record.adapter';
import { EndSessions } from '../accounts/end-sessions.use-case';
import { InvalidCredentialsError } from '../accounts/invalid-credentials.error';
import { type Challenge } from '../mfa/challenges';
import { type LoginAnswer, StepUpCompletion } from '../mfa/step-up-completion.port';
import { Enter } from './enter';
import { waitingLoginOf } from './waiting-login';

/** Within a transaction, whose statements are bounded by themselves. */
const tiers = { tiers: ['redis', 'postgres'], deadlineMs: 15_000 };

/** Goes on with a login whose code was right. */
@Injectable()
export class StepUpLogin extends StepUpCompletion {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly enter: Enter,
    private readonly sessions: SessionStore,
    private readonly endSessions: EndSessions,
  ) {
    super();
  }

  // The stores are those of the session that is opened, which declares them.
  @Fallback('login.complete', ['sessions', 'revocations'], tiers)
  override async complete(
    { userId, context }: Challenge,
    methods: readonly string[],
    within: Transaction,
  ): Promise<LoginAnswer> {
    const { seen, device, risk, passwordChangedAt } = waitingLoginOf(context);
    const account = await this.accounts.forShare(within.manager, userId);
    if (account?.passwordChangedAt.getTime() !== passwordChangedAt) throw new InvalidCredentialsError('');
    const answer = await this.enter.run({ account, seen, device, risk, methods }, within);
    return answer();
  }

  @Fallback('login.raise', 'sessions', tiers)
  override async raise(sessionId: string, methods: readonly string[], within: Transaction): Promise<void> {
    await this.sessions.update(sessionId, { methods }, within);
  }

  // The revocations are those of the sessions that are ended, which declares them.
  @Fallback('login.lower', ['sessions', 'revocations'], tiers)
  override async lower({ methods, ...keep }: Caller, within: Transaction): Promise<void> {
    const { userId, sessionId } = keep;
    const left = methods.filter((method) => method !== 'otp');
    if (sessionId !== undefined) await this.sessions.update(sessionId, { methods: left }, within);
    await this.endSessions.run({ userId, reason: 'mfa_removed', keep }, within);
  }
}
