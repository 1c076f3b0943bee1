import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { AccountRecord } from './account-record.adapter';
import { DirectoryChanges } from './directory-changes';
import { EndSessions } from './end-sessions.use-case';
import { KeepAdministrator } from './keep-administrator.policy';
import { UnknownAccountError } from './unknown-account.error';

/** Shuts an account: nobody logs in, all sessions end, nobody finds it; until it is enabled again. */
@Injectable()
export class DisableAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly keepAdministrator: KeepAdministrator,
    private readonly endSessions: EndSessions,
    private readonly mailer: Mailer,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  async run(actorId: string, userId: string): Promise<void> {
    await this.transactions.run(async (within) => {
      const { manager } = within;
      const account = await this.keepAdministrator.lock(userId, manager);
      if (!account) throw new UnknownAccountError('');
      if (account.disabledAt) return;
      await this.keepAdministrator.check(account, manager);
      const { email: to, username: name } = account;
      await this.accounts.change(manager, userId, { isDisabled: true });
      await this.mailer.send({ template: 'disabled', to, values: { name } }, within);
      await this.audit.record({ type: 'account.disabled', userId, actorId }, within);
      this.directory.tell({ userId, emails: [to], usernames: [name] }, within);
      await this.endSessions.run({ userId, actorId, reason: 'account_disabled' }, within);
    });
  }
}
