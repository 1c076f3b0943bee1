import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountLinks } from '../links/account-links';
import { Mailer } from '../mail/mailer';
import { AccountErasures } from './account-erasures';
import { AccountRecord } from './account-record.adapter';
import { DirectoryChanges } from './directory-changes';
import { EndSessions } from './end-sessions.use-case';
import { KeepAdministrator } from './keep-administrator.policy';
import { UnknownAccountError } from './unknown-account.error';

/** Takes an account away: its sessions end, its name and address are free, and nothing says whose it was. */
@Injectable()
export class RemoveAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly keepAdministrator: KeepAdministrator,
    private readonly endSessions: EndSessions,
    private readonly erasures: AccountErasures,
    private readonly links: AccountLinks,
    private readonly mailer: Mailer,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Throws a LastAdministratorError where nobody could administer any more. */
  async run(userId: string, actorId?: string): Promise<void> {
    await this.transactions.run(async (within) => {
      const { manager } = within;
      await this.keepAdministrator.lock(manager);
      const account = await this.accounts.forUpdate(manager, userId);
      if (!account) throw new UnknownAccountError('');
      await this.keepAdministrator.check(account, manager);
      const { email, username } = account;
      await this.mailer.send({ template: 'deleted', to: email, values: { name: username } }, within);
      await this.links.void(userId, ['verify', 'reset', 'address'], manager);
      await this.erasures.run(userId, manager);
      await this.accounts.erase(manager, userId);
      await this.audit.record({ type: 'account.deleted', userId, actorId }, within);
      this.directory.tell({ userId, emails: [email], usernames: [username] }, within);
      await this.endSessions.run({ userId, actorId, reason: 'account_deleted' }, within);
    });
  }
}
