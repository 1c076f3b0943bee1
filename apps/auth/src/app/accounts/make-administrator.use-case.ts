import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { PasswordPolicy } from '../passwords/password-policy.service';
import { type NewAccount } from './account';
import { AccountRecord } from './account-record.adapter';
import { isEmailAddress, isUsername } from './account-spelling';
import { EmailTakenError } from './email-taken.error';
import { InvalidEmailError } from './invalid-email.error';
import { UsernameTakenError } from './username-taken.error';

/** Who is to administer; the password is asked for only where there is no account yet. */
export interface AdministratorOrder {
  readonly email: string;
  readonly username: string | undefined;
  readonly askPassword: () => Promise<string>;
}

/** What became of it. */
export type AdministratorOutcome = 'made' | 'promoted' | 'unchanged';

const unverified = (email: string): string =>
  `${email} has an account whose address nobody has verified, so it may be anybody's. Follow the link in its mail if ` +
  'you made it; else ask for a new password at /forgot-password, choose one by the mail that comes there, and try again.';

/** Makes an administrator for who has the machine: somebody has to be the first. */
@Injectable()
export class MakeAdministrator {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Asked again it changes nothing; an account that is there keeps its password, and one that nobody has verified is refused. */
  async run({ email, username, askPassword }: AdministratorOrder): Promise<AdministratorOutcome> {
    const present = await this.accounts.findByEmail(email);
    if (present) return this.promote(present.id);
    if (!isEmailAddress(email.trim())) throw new InvalidEmailError(`${email} is not an address for mail.`);
    if (username === undefined || !isUsername(username))
      throw new Error('--username must be 3 to 32 Latin letters, digits, dots, underscores or hyphens.');
    const password = await askPassword();
    this.policy.check(password, { email, username });
    const passwordHash = await this.hasher.hash(password);
    return this.make({ email, username, passwordHash, role: 'admin', isVerified: true });
  }

  private make(account: NewAccount): Promise<AdministratorOutcome> {
    return this.transactions.run<AdministratorOutcome>(async (within) => {
      const added = await this.accounts.add(within.manager, account);
      if ('taken' in added) {
        if (added.taken === 'username')
          throw new UsernameTakenError(`The name ${account.username} is taken.`);
        throw new EmailTakenError('Somebody else made an account with this address just now. Try again.');
      }
      const details = { role: 'admin', by: 'command' };
      await this.audit.record({ type: 'account.created', userId: added.account.id, details }, within);
      return 'made';
    });
  }

  private promote(userId: string): Promise<AdministratorOutcome> {
    return this.transactions.run<AdministratorOutcome>(async (within) => {
      const account = await this.accounts.forUpdate(within.manager, userId);
      if (!account || account.disabledAt) throw new Error('That account is disabled or gone.');
      if (account.role === 'admin') return 'unchanged';
      if (!account.emailVerifiedAt) throw new Error(unverified(account.email));
      await this.accounts.change(within.manager, userId, { role: 'admin' });
      const details = { role: 'admin', by: 'command' };
      await this.audit.record({ type: 'account.changed', userId, details }, within);
      return 'promoted';
    });
  }
}
