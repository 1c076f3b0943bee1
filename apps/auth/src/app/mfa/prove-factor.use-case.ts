import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
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
    private readonly audit: AuditLog,
  ) {}

  /** Rejects with 401 where the code is wrong or was used, with 429 where too many were tried. */
  async run<T>(userId: string, code: string, work: (within: Transaction) => Promise<T>): Promise<T> {
    await this.tries.take(userId);
    const done = await this.accounts.run(userId, async (_account, within) => {
      const proof = await this.factors.prove(userId, code, within);
      const type = proof === 'recovery_code' ? 'mfa.recovery_code_used' : 'mfa.code_refused';
      if (proof !== 'totp') await this.audit.record({ type, userId }, within);
      if (!proof) return undefined; // The refusal is recorded, so this is no failure yet.
      await this.tries.giveBack(userId, within);
      return { value: await work(within) };
    });
    if (!done) throw new InvalidCodeError('');
    return done.value;
  }
}
