import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountTransactions } from './account-transactions';
import { ChallengeOverError } from './challenge-over.error';
import { Challenges, type ChallengeTry } from './challenges';
import { CodeAllowance } from './code-allowance';
import { InvalidCodeError } from './invalid-code.error';
import { ProveFactor } from './prove-factor.use-case';
import { type LoginAnswer, StepUpCompletion } from './step-up-completion.port';

/** Completes a login that waits for a code. */
@Injectable()
export class StepUp {
  constructor(
    private readonly challenges: Challenges,
    private readonly prove: ProveFactor,
    private readonly accounts: AccountTransactions,
    private readonly tries: CodeAllowance,
    private readonly audit: AuditLog,
    private readonly login: StepUpCompletion,
  ) {}

  /** Rejects with 401 for a wrong code, 410 where nothing waits (any more), 429 where too many were tried. */
  async run(challenge: string, code: string): Promise<LoginAnswer> {
    const tried = await this.challenges.try(challenge, code);
    if (!tried) throw new ChallengeOverError('Sign in again: this login waits for a code no longer.');
    const { userId, isMailCode } = tried;
    if (isMailCode === undefined)
      return this.prove.run(userId, code, (within) => this.complete(challenge, tried, 'otp', within));
    await this.tries.take(userId);
    const answer = await this.accounts.run(userId, async (_account, within) => {
      if (!isMailCode) return this.audit.record({ type: 'mfa.code_refused', userId }, within);
      await this.tries.giveBack(userId, within);
      return this.complete(challenge, tried, 'mail', within);
    });
    if (!answer) throw new InvalidCodeError('');
    return answer;
  }

  private async complete(
    challenge: string,
    { userId, context }: ChallengeTry,
    method: 'otp' | 'mail',
    within: Transaction,
  ): Promise<LoginAnswer> {
    if (!(await this.challenges.end(challenge, within)))
      throw new ChallengeOverError('Sign in again: this login was completed already.');
    return this.login.complete({ userId, context }, ['pwd', method], within);
  }
}
