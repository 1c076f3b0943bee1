import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { AccountLinks } from '../links/account-links';
import { Mailer } from '../mail/mailer';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { PasswordPolicy } from '../passwords/password-policy.service';
import { AccountRecord } from './account-record.adapter';
import { ConfirmPassword, type PasswordProof } from './confirm-password.use-case';
import { EndSessions } from './end-sessions.use-case';
import { InvalidCredentialsError } from './invalid-credentials.error';

/** A new password for who knows the present one; her other sessions end. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly confirm: ConfirmPassword,
    private readonly accounts: AccountRecord,
    private readonly links: AccountLinks,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly endSessions: EndSessions,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  async run(proof: PasswordProof, newPassword: string): Promise<void> {
    const { id: userId, email, username: name, passwordHash: before } = await this.confirm.run(proof);
    this.policy.check(newPassword, { email, username: name }, 'new_password');
    const passwordHash = await this.hasher.hash(newPassword);
    await this.transactions.run(async (within) => {
      const { manager } = within;
      const account = await this.accounts.forUpdate(manager, userId);
      // Changed or reset while this one was verified: the present password is another one by now.
      if (account?.passwordHash !== before) throw new InvalidCredentialsError('');
      await this.accounts.change(manager, userId, { passwordHash });
      await this.links.void(userId, ['reset'], manager);
      await this.mailer.send({ template: 'password_changed', to: account.email, values: { name } }, within);
      await this.audit.record({ type: 'password.changed', userId }, within);
      await this.endSessions.run({ userId, reason: 'password_changed', keep: proof.caller }, within);
    });
  }
}
