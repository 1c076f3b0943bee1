import { Injectable } from '@nestjs/common';
import { type Role } from '@secureconnect/identity';
import { type Transaction, Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountLinks } from '../links/account-links';
import { type Account, type AccountChange } from './account';
import { AccountMailRequests } from './account-mail-requests';
import { AccountRecord } from './account-record.adapter';
import { emailKeyOf, isEmailAddress } from './account-spelling';
import { DirectoryChanges } from './directory-changes';
import { EndSessions } from './end-sessions.use-case';
import { InvalidEmailError } from './invalid-email.error';
import { KeepAdministrator } from './keep-administrator.policy';
import { UnknownAccountError } from './unknown-account.error';

/** What an administrator changes of an account. */
export interface AccountUpdate {
  readonly email?: string;
  readonly username?: string;
  readonly displayName?: string | null;
  readonly role?: Role;
}

/** Changes an account in an administrator's name; another role ends its sessions, for their tokens name the former. */
@Injectable()
export class UpdateAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly keepAdministrator: KeepAdministrator,
    private readonly links: AccountLinks,
    private readonly requests: AccountMailRequests,
    private readonly endSessions: EndSessions,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Gives the account as it is then; throws for a taken name or address, and for the last administrator. */
  async run(actorId: string, userId: string, update: AccountUpdate): Promise<Account> {
    if (update.email !== undefined && !isEmailAddress(update.email.trim())) throw new InvalidEmailError('');
    return this.transactions.run(async (within) => {
      const { manager } = within;
      const isDemotion = update.role === 'user';
      const before = await (isDemotion
        ? this.keepAdministrator.lock(userId, manager)
        : this.accounts.forUpdate(manager, userId));
      if (!before) throw new UnknownAccountError('');
      if (isDemotion) await this.keepAdministrator.check(before, manager);
      const after = await this.accounts.change(manager, userId, changeOf(before, update));
      if (!after) throw new UnknownAccountError('');
      await this.follow(before, after, actorId, within);
      return after;
    });
  }

  private async follow(before: Account, after: Account, actorId: string, within: Transaction): Promise<void> {
    const { id: userId, email, role } = after;
    const fields = (['email', 'username', 'displayName', 'role'] as const).filter(
      (name) => before[name] !== after[name],
    );
    if (fields.length === 0) return;
    const details = { fields: fields.join(', '), role };
    await this.audit.record({ type: 'account.changed', userId, actorId, details }, within);
    const change = { emails: [before.email, email], usernames: [before.username, after.username] };
    this.directory.tell({ userId, ...change }, within);
    if (emailKeyOf(before.email) !== emailKeyOf(email)) {
      await this.links.void(userId, ['verify', 'reset', 'address'], within.manager);
      await this.requests.ask('verify', email, within.manager);
    }
    if (before.role !== role) await this.endSessions.run({ userId, actorId, reason: 'role_changed' }, within);
  }
}

/** A new address counts as unverified, whoever wrote it down. */
const changeOf = ({ email: present }: Account, update: AccountUpdate): AccountChange => {
  const isMoved = update.email !== undefined && emailKeyOf(update.email) !== emailKeyOf(present);
  return isMoved ? { ...update, isVerified: false } : update;
};
