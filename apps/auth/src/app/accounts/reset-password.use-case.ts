import { Injectable } from '@nestjs/common';
import { LockoutStore } from '@secureconnect/lockout-store';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountLinks } from '../links/account-links';
import { LinkExpiredError } from '../links/link-expired.error';
import { Mailer } from '../mail/mailer';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { PasswordPolicy } from '../passwords/password-policy.service';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { emailKeyOf } from './account-spelling';
import { DirectoryChanges } from './directory-changes';
import { EndSessions } from './end-sessions.use-case';

const kinds = ['reset'] as const;

/** Gives an account a new password for a link that was mailed: whoever was in it before is out. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly links: AccountLinks,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly lockout: LockoutStore,
    private readonly endSessions: EndSessions,
    private readonly mailer: Mailer,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Throws a LinkExpiredError, or for a weak password, which leaves the link as good as it was. */
  async run(token: string, password: string): Promise<void> {
    const owner = await this.links.ownerOf(token, kinds);
    const account = owner === undefined ? undefined : await this.accounts.findById(owner);
    if (!account) throw new LinkExpiredError('');
    this.policy.check(password, account);
    const passwordHash = await this.hasher.hash(password);
    await this.change(account, token, passwordHash);
  }

  private change({ id: userId }: Account, token: string, passwordHash: string): Promise<void> {
    return this.transactions.run(async (within) => {
      const { manager } = within;
      const account = await this.accounts.forUpdate(manager, userId);
      const link = await this.links.use(token, kinds, manager);
      if (!account || !link || account.disabledAt) throw new LinkExpiredError('');
      const { email, username: name } = account;
      if (emailKeyOf(link.email) !== emailKeyOf(email)) throw new LinkExpiredError('');
      // Whoever has followed the link reads what is sent to the address.
      await this.accounts.change(manager, userId, { passwordHash, isVerified: true });
      await this.links.void(userId, ['verify'], manager);
      await this.lockout.unlock(emailKeyOf(email), within);
      await this.mailer.send({ template: 'password_changed', to: email, values: { name } }, within);
      await this.audit.record({ type: 'password.reset', userId }, within);
      this.directory.tell({ userId, emails: [email], usernames: [name] }, within);
      await this.endSessions.run({ userId, reason: 'password_reset' }, within);
    });
  }
}
