import { Injectable } from '@nestjs/common';
import { NotAuthenticatedError } from '@secureconnect/identity';
import { type Transaction, Transactions } from '@secureconnect/platform';
import { type Account } from '../accounts/account';
import { AccountRecord } from '../accounts/account-record.adapter';

/** Runs what concerns one account while that account stays as it is: its row is locked before any other. */
@Injectable()
export class AccountTransactions {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: AccountRecord,
  ) {}

  /** Rejects with 401 where the account is gone or disabled. */
  run<T>(userId: string, work: (account: Account, within: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.run(async (within) => {
      const account = await this.accounts.forShare(within.manager, userId);
      if (!account || account.disabledAt) throw new NotAuthenticatedError('');
      return work(account, within);
    });
  }
}
