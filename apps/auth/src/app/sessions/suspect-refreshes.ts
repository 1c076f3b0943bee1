import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { type Session } from '@secureconnect/session-store';
import { type Account } from '../accounts/account';
import { AccountLimits } from '../accounts/account-limits.service';
import { AuditLog } from '../audit/audit-log';
import { type LoginClient } from '../login/login-request';
import { Mailer } from '../mail/mailer';
import { familyNamesOf } from '../risk/user-agent-family';

/** Tells the record, and the owner, of a refresh token that somebody else seems to have. */
@Injectable()
export class SuspectRefreshes {
  constructor(
    private readonly limits: AccountLimits,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Once an hour for each session: the token is not used up, so it can be shown as often as its holder likes. */
  async tell(account: Account, { id: session }: Session, client: LoginClient): Promise<void> {
    const { id: userId, email: to, username: name } = account;
    const values = { name, device: familyNamesOf(client.userAgent), address: client.address };
    await this.transactions.run(async (within) => {
      if (!(await this.limits.mayTellOfSession(session, within))) return;
      await this.audit.record({ type: 'refresh.refused', userId, details: { session } }, within);
      if (await this.limits.mayMail('refresh', to, within))
        await this.mailer.send({ template: 'session_elsewhere', to, values }, within);
    });
  }
}
