import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { LinkExpiredError } from '../links/link-expired.error';
import { type WaitingRegistration } from '../links/waiting-registrations';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { emailKeyOf } from './account-spelling';
import { DirectoryChanges } from './directory-changes';
import { EraseAccount } from './erase-account';
import { HeldNames } from './held-names.adapter';

/** Gives an address to the registration whose link was followed: the account that whoever came first has made of it goes. */
@Injectable()
export class ClaimAddress {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly erase: EraseAccount,
    private readonly names: HeldNames,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
  ) {}

  /** In a transaction that has the former account locked; throws where somebody has verified it meanwhile. */
  async run(former: Account, registration: WaitingRegistration, within: Transaction): Promise<void> {
    const { manager } = within;
    const isSame = emailKeyOf(former.email) === emailKeyOf(registration.email);
    if (!isSame || !(await this.accounts.isNeverVerified(former.id, manager))) throw new LinkExpiredError('');
    await this.erase.run(former, { type: 'account.never_verified' }, within);
    await this.names.release(registration.username, manager);
    const added = await this.accounts.add(manager, { ...registration, isVerified: true });
    if (!('account' in added)) throw new LinkExpiredError('');
    const { id: userId, email, username } = added.account;
    await this.audit.record({ type: 'account.registered', userId }, within);
    await this.audit.record({ type: 'email.verified', userId }, within);
    this.directory.tell({ userId, emails: [email], usernames: [username] }, within);
  }
}
