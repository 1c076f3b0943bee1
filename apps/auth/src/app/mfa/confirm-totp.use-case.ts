import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { AccountTransactions } from './account-transactions';
import { CodeAllowance } from './code-allowance';
import { InvalidCodeError } from './invalid-code.error';
import { RequiredFactor } from './required-factor.policy';
import { SecondFactors } from './second-factors';
import { StepUpCompletion } from './step-up-completion.port';

/** Makes a secret count that was given out before: whoever has it has shown a code of it. */
@Injectable()
export class ConfirmTotp {
  constructor(
    private readonly accounts: AccountTransactions,
    private readonly tries: CodeAllowance,
    private readonly required: RequiredFactor,
    private readonly factors: SecondFactors,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
    private readonly login: StepUpCompletion,
  ) {}

  /** Gives the recovery codes, this once; rejects with 401 where the code is wrong. */
  async run(caller: Caller, code: string): Promise<string[]> {
    const { userId, sessionId, methods } = caller;
    await this.tries.take(userId);
    const done = await this.accounts.run(userId, async (account, within) => {
      this.required.checkEnrolment(account, caller);
      const codes = await this.factors.confirm(userId, code, within);
      // The refusal is recorded, so this is no failure yet.
      if (!codes) return this.audit.record({ type: 'mfa.code_refused', userId }, within);
      await this.tries.giveBack(userId, within);
      await this.audit.record({ type: 'mfa.enabled', userId }, within);
      const { email: to, username: name } = account;
      await this.mailer.send({ template: 'factor_added', to, values: { name } }, within);
      const shown = [...new Set([...methods, 'otp'])];
      if (sessionId !== undefined) await this.login.raise(sessionId, shown, within);
      return codes;
    });
    if (!done) throw new InvalidCodeError('');
    return done;
  }
}
