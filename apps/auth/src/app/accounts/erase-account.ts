import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountLinks } from '../links/account-links';
import { type Account } from './account';
import { AccountErasures } from './account-erasures';
import { AccountRecord } from './account-record.adapter';
import { DirectoryChanges } from './directory-changes';
import { EndSessions } from './end-sessions.use-case';

/** Why an account goes, and who wants it. */
export interface ErasureCause {
  readonly type: 'account.deleted' | 'account.never_verified';
  readonly actorId?: string;
}

/** Leaves nothing of an account but its id, in the caller's transaction, which has locked it. */
@Injectable()
export class EraseAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly endSessions: EndSessions,
    private readonly erasures: AccountErasures,
    private readonly links: AccountLinks,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
  ) {}

  /** Its sessions end, its name and address are free, and nothing says whose it was. */
  async run(
    { id: userId, email, username }: Account,
    { type, actorId }: ErasureCause,
    within: Transaction,
  ): Promise<void> {
    const { manager } = within;
    await this.links.void(userId, ['verify', 'reset', 'address'], manager);
    await this.erasures.run(userId, manager);
    await this.accounts.erase(manager, userId);
    await this.audit.record({ type, userId, actorId }, within);
    this.directory.tell({ userId, emails: [email], usernames: [username] }, within);
    await this.endSessions.run({ userId, actorId, reason: 'account_deleted' }, within);
  }
}
