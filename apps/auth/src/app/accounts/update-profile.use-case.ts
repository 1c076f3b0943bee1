import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { InjectSettings, type Transaction, Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountLinks } from '../links/account-links';
import { Mailer } from '../mail/mailer';
import { type Account } from './account';
import { AccountLimits } from './account-limits.service';
import { AccountRecord } from './account-record.adapter';
import { type AccountValues } from './account.settings';
import { emailKeyOf, isEmailAddress } from './account-spelling';
import { DirectoryChanges } from './directory-changes';
import { InvalidEmailError } from './invalid-email.error';
import { LiveSession } from './live-session.policy';
import { RecentLoginNeededError } from './recent-login-needed.error';
import { UnknownAccountError } from './unknown-account.error';

/** What somebody changes of herself. */
export interface ProfileChange {
  readonly displayName?: string | null;
  readonly username?: string;
  readonly email?: string;
}

/** Changes what an account says of its owner; a new address becomes hers when she has confirmed it from there. */
@Injectable()
export class UpdateProfile {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly links: AccountLinks,
    private readonly limits: AccountLimits,
    private readonly liveSession: LiveSession,
    private readonly mailer: Mailer,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
    @InjectSettings() private readonly values: AccountValues,
  ) {}

  /** Gives the account as it is then. */
  async run(caller: Caller, { email, ...change }: ProfileChange): Promise<Account> {
    if (email !== undefined) await this.mayChangeAddress(caller, email);
    return this.transactions.run(async (within) => {
      const before = await this.accounts.forUpdate(within.manager, caller.userId);
      if (!before) throw new UnknownAccountError('');
      if (email !== undefined) {
        // Somebody may have ended it, and voided its links, while this one waited for the account.
        await this.liveSession.check(caller, within);
        await this.askToConfirm(before, email.trim(), within);
      }
      return this.change(before, change, within);
    });
  }

  private async mayChangeAddress(caller: Caller, email: string): Promise<void> {
    const sinceMs = Date.now() - caller.authenticatedAtMs;
    if (sinceMs > this.values.REAUTHENTICATION_SECONDS * 1_000) throw new RecentLoginNeededError('');
    if (!isEmailAddress(email.trim())) throw new InvalidEmailError('');
    await this.limits.askForAddress(caller.userId);
  }

  private async change(before: Account, change: ProfileChange, within: Transaction): Promise<Account> {
    const fields = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (fields.length === 0) return before;
    const after = await this.accounts.change(within.manager, before.id, change);
    if (!after) throw new UnknownAccountError('');
    const details = { fields: fields.join(', ') };
    await this.audit.record({ type: 'profile.changed', userId: before.id, details }, within);
    const usernames = [before.username, after.username];
    this.directory.tell({ userId: before.id, usernames }, within);
    return after;
  }

  private async askToConfirm(account: Account, email: string, within: Transaction): Promise<void> {
    const { id: userId, username: name, email: present } = account;
    if (emailKeyOf(email) === emailKeyOf(present)) return;
    await this.mailThere(account, email, within);
    const values = { name, to: email };
    await this.mailer.send({ template: 'address_change_asked', to: present, values }, within);
    await this.audit.record({ type: 'email.change_asked', userId }, within);
  }

  /** Who has the address already is told so by mail; who asks sees no difference, nor whether it was one mail too many. */
  private async mailThere({ id: userId, username: name }: Account, email: string, within: Transaction) {
    const isTaken = await this.accounts.findByEmail(email, within.manager);
    if (!(await this.limits.mayMail(isTaken ? 'known' : 'address', email, within))) return;
    if (isTaken) return this.mailer.send({ template: 'already_registered', to: email, values: {} }, within);
    const token = await this.links.issue({ kind: 'address', userId, email }, within.manager);
    await this.mailer.send({ template: 'address_change', to: email, values: { name, token } }, within);
  }
}
