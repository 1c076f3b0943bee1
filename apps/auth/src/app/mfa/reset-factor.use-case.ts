import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { AccountRecord } from '../accounts/account-record.adapter';
import { EndSessions } from '../accounts/end-sessions.use-case';
import { UnknownAccountError } from '../accounts/unknown-account.error';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { Challenges } from './challenges';
import { SecondFactors } from './second-factors';

/** Takes the factor of somebody away who has lost it, without a code; whoever was in the account is out. */
@Injectable()
export class ResetFactor {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly factors: SecondFactors,
    private readonly challenges: Challenges,
    private readonly endSessions: EndSessions,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** `actorId`: which administrator wants it; nobody where the machine's own does. An account without a factor stays as it is. */
  async run(userId: string, actorId?: string): Promise<void> {
    await this.transactions.run(async (within) => {
      const account = await this.accounts.forUpdate(within.manager, userId);
      if (!account) throw new UnknownAccountError('');
      const isEnrolled = await this.factors.isEnrolled(userId, within.manager);
      await this.factors.remove(userId, within);
      if (!isEnrolled) return;
      await this.challenges.endAll(userId, within);
      const details = { by: actorId === undefined ? 'command' : 'administrator' };
      await this.audit.record({ type: 'mfa.reset', userId, actorId, details }, within);
      const { email: to, username: name } = account;
      await this.mailer.send({ template: 'factor_removed', to, values: { name } }, within);
      await this.endSessions.run({ userId, actorId, reason: 'mfa_reset' }, within);
    });
  }
}
