import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { SessionStore } from '@secureconnect/session-store';
import { AccountRecord } from '../accounts/account-record.adapter';
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
}
