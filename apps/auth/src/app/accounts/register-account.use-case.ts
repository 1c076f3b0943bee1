import { Injectable } from '@nestjs/common';
import { keepAnswer, newId, Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { PasswordPolicy } from '../passwords/password-policy.service';
import { AccountLimits } from './account-limits.service';
import { AccountMailRequests } from './account-mail-requests';
import { AccountRecord } from './account-record.adapter';
import { isEmailAddress } from './account-spelling';
import { DirectoryChanges } from './directory-changes';
import { HeldNames } from './held-names.adapter';
import { InvalidEmailError } from './invalid-email.error';
import { UsernameTakenError } from './username-taken.error';

/** Somebody who wants an account. */
export interface Registration {
  readonly email: string;
  readonly username: string;
  readonly password: string;
  readonly displayName?: string;
  /** Where the request came from. */
  readonly address: string;
}

/** What everybody gets who asks for something to be mailed. */
export const accepted = { status: 'accepted' } as const;

/** Makes an account; where there is one, has this registration wait for its owner, or tells her by mail. Who asks learns none of it. */
@Injectable()
export class RegisterAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly limits: AccountLimits,
    private readonly requests: AccountMailRequests,
    private readonly names: HeldNames,
    private readonly directory: DirectoryChanges,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Throws for what is wrong whoever has the address, and for a name that is taken, which anybody may look up. */
  async run(registration: Registration): Promise<typeof accepted> {
    const { email, username, password, address } = registration;
    if (!isEmailAddress(email.trim())) throw new InvalidEmailError('');
    this.policy.check(password, { email, username });
    await this.limits.askForMail(address);
    // Before anything is known of the address: the dear part is the same for all.
    const passwordHash = await this.hasher.hash(password);
    await this.add({ ...registration, passwordHash });
    return accepted;
  }

  private add({ email, username, displayName, passwordHash }: Registration & { passwordHash: string }) {
    return this.transactions.run(async (within) => {
      const { manager } = within;
      const added = await this.accounts.add(manager, { email, username, passwordHash, displayName });
      // Held where there was an account before, too: to ask for the name afterwards tells nobody which it was.
      if ('taken' in added && !(await this.names.hold(username, manager))) throw new UsernameTakenError('');
      const account = 'account' in added ? added.account : undefined;
      const type = account ? 'account.registered' : 'account.registered_again';
      await this.audit.record({ type, userId: account?.id }, within);
      await this.requests.register({ email, username, passwordHash, displayName }, manager);
      // Whoever has the address: an answer must not say by a mark of degradation that this was done for a new one alone.
      const userId = account?.id ?? newId();
      this.directory.tell({ userId, emails: [email], usernames: [username] }, within);
      await keepAnswer(manager, accepted);
    });
  }
}
