import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Role } from '@secureconnect/identity';
import { keepAnswer, Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { PasswordPolicy } from '../passwords/password-policy.service';
import { type Account } from './account';
import { AccountMailRequests } from './account-mail-requests';
import { AccountRecord } from './account-record.adapter';
import { isEmailAddress } from './account-spelling';
import { DirectoryChanges } from './directory-changes';
import { EmailTakenError } from './email-taken.error';
import { InvalidEmailError } from './invalid-email.error';
import { UsernameTakenError } from './username-taken.error';

/** An account that an administrator makes for somebody. */
export interface AccountOrder {
  readonly email: string;
  readonly username: string;
  readonly displayName?: string | null;
  readonly role?: Role;
  /** Left out, its owner is mailed a link to choose one. */
  readonly password?: string;
}

/** Makes an account in an administrator's name. */
@Injectable()
export class CreateAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly requests: AccountMailRequests,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Gives it; `answerOf` writes it down as the answer to keep for a repeat. Throws where somebody has the address or the name. */
  async run(actorId: string, order: AccountOrder, answerOf: (account: Account) => unknown): Promise<Account> {
    const { email, username, password, role } = order;
    if (!isEmailAddress(email.trim())) throw new InvalidEmailError('');
    if (password !== undefined) this.policy.check(password, { email, username });
    const passwordHash = await this.hasher.hash(password ?? randomBytes(32).toString('base64url'));
    return this.transactions.run(async (within) => {
      const { manager } = within;
      const added = await this.accounts.add(manager, { ...order, passwordHash });
      if ('taken' in added)
        throw added.taken === 'username' ? new UsernameTakenError('') : new EmailTakenError('');
      const { account } = added;
      const details = { role: role ?? 'user' };
      await this.audit.record({ type: 'account.created', userId: account.id, actorId, details }, within);
      await this.requests.ask(password === undefined ? 'reset' : 'verify', email, manager);
      this.directory.tell({ userId: account.id, emails: [email], usernames: [username] }, within);
      await keepAnswer(manager, answerOf(account));
      return account;
    });
  }
}
