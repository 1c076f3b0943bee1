import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountRecord } from './account-record.adapter';
import { DirectoryChanges } from './directory-changes';
import { UnknownAccountError } from './unknown-account.error';

/** Opens an account again that was disabled. */
@Injectable()
export class EnableAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  async run(actorId: string, userId: string): Promise<void> {
    await this.transactions.run(async (within) => {
      const account = await this.accounts.forUpdate(within.manager, userId);
      if (!account) throw new UnknownAccountError('');
      if (!account.disabledAt) return;
      await this.accounts.change(within.manager, userId, { isDisabled: false });
      await this.audit.record({ type: 'account.enabled', userId, actorId }, within);
      this.directory.tell({ userId, emails: [account.email], usernames: [account.username] }, within);
    });
  }
}
