import { Injectable } from '@nestjs/common';
import { type Transaction, Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountLinks, type UsedLink } from '../links/account-links';
import { LinkExpiredError } from '../links/link-expired.error';
import { WaitingRegistrations } from '../links/waiting-registrations';
import { Mailer } from '../mail/mailer';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { emailKeyOf } from './account-spelling';
import { ClaimAddress } from './claim-address';
import { DirectoryChanges } from './directory-changes';
import { EmailTakenError } from './email-taken.error';

const kinds = ['verify', 'address'] as const;

/** Believes an address once somebody has followed the link that was sent there: it is the account's, or the registration's, of that link. */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly links: AccountLinks,
    private readonly waiting: WaitingRegistrations,
    private readonly claim: ClaimAddress,
    private readonly mailer: Mailer,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Throws a LinkExpiredError for a token that was used, is too old, was replaced, or never was. */
  async run(token: string): Promise<void> {
    const owner = (await this.links.ownerOf(token, kinds)) ?? (await this.waiting.ownerOf(token));
    if (owner === undefined) throw new LinkExpiredError('');
    await this.transactions.run(async (within) => {
      const account = await this.accounts.forUpdate(within.manager, owner);
      if (!account || account.disabledAt) throw new LinkExpiredError('');
      const registration = await this.waiting.use(token, within.manager);
      if (registration) return this.claim.run(account, registration, within);
      const link = await this.links.use(token, kinds, within.manager);
      if (!link) throw new LinkExpiredError('');
      if (link.kind === 'address') await this.changeAddress(account, link, within);
      else await this.verify(account, link, within);
    });
  }

  private async verify(account: Account, link: UsedLink, within: Transaction): Promise<void> {
    if (emailKeyOf(link.email) !== emailKeyOf(account.email)) throw new LinkExpiredError('');
    await this.accounts.change(within.manager, account.id, { isVerified: true });
    await this.links.void(account.id, ['verify'], within.manager);
    await this.audit.record({ type: 'email.verified', userId: account.id }, within);
    const { id: userId, email, username } = account;
    this.directory.tell({ userId, emails: [email], usernames: [username] }, within);
  }

  private async changeAddress(account: Account, { email }: UsedLink, within: Transaction): Promise<void> {
    const { id: userId, email: former, username: name } = account;
    await this.accounts.change(within.manager, userId, { email, isVerified: true }).catch(toExpired);
    // What was sent to the former address is worth nothing any more.
    await this.links.void(userId, ['verify', 'reset'], within.manager);
    await this.mailer.send({ template: 'address_changed', to: former, values: { name, to: email } }, within);
    await this.audit.record({ type: 'email.changed', userId }, within);
    this.directory.tell({ userId, emails: [former, email] }, within);
  }
}

/** Somebody else has taken the address since; who holds the link need not learn that. */
function toExpired(error: unknown): never {
  throw error instanceof EmailTakenError ? new LinkExpiredError('', { cause: error }) : error;
}
