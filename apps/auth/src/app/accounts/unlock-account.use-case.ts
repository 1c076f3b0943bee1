import { Injectable } from '@nestjs/common';
import { LockoutStore } from '@secureconnect/lockout-store';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountRecord } from './account-record.adapter';
import { emailKeyOf } from './account-spelling';
import { UnknownAccountError } from './unknown-account.error';

/** Lifts every lock that failed attempts have placed on an account. */
@Injectable()
export class UnlockAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly lockout: LockoutStore,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  async run(actorId: string, userId: string): Promise<void> {
    await this.transactions.run(async (within) => {
      const account = await this.accounts.forShare(within.manager, userId);
      if (!account) throw new UnknownAccountError('');
      const wasLocked = await this.lockout.unlock(emailKeyOf(account.email), within);
      await this.audit.record({ type: 'account.unlocked', userId, actorId, details: { wasLocked } }, within);
    });
  }
}
