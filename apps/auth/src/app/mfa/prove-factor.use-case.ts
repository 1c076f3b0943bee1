import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { type Account } from '../accounts/account';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { AccountTransactions } from './account-transactions';
import { CodeAllowance } from './code-allowance';
import { InvalidCodeError } from './invalid-code.error';
import { SecondFactors } from './second-factors';

/** Does something that takes a code, in the transaction that uses the code up: both, or neither. */
@Injectable()
export class ProveFactor {
  constructor(
    private readonly accounts: AccountTransactions,
    private readonly tries: CodeAllowance,
    private readonly factors: SecondFactors,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
  ) {}

  /** Rejects with 401 where the code is wrong or was used, with 429 where too many were tried. */
  async run<T>(
    userId: string,
    code: string,
    work: (within: Transaction, account: Account) => Promise<T>,
  ): Promise<T> {
    await this.tries.take(userId);
    const done = await this.accounts.run(userId, async (account, within) => {
      const { email: to, username: name } = account;
      const proof = await this.factors.prove(userId, code, within);
      const type = proof === 'recovery_code' ? 'mfa.recovery_code_used' : 'mfa.code_refused';
      if (proof !== 'totp') await this.audit.record({ type, userId }, within);
      if (!proof) return undefined; // The refusal is recorded, so this is no failure yet.
      if (proof === 'recovery_code')
        await this.mailer.send({ template: 'recovery_code_used', to, values: { name } }, within);
      await this.tries.giveBack(userId, within);
      return { value: await work(within, account) };
    });
    if (!done) throw new InvalidCodeError('');
    return done.value;
  }
}
