import { Injectable } from '@nestjs/common';
import { type Lock } from '@secureconnect/lockout-store';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { type Account } from './account';

/** Tells the owner of an account, and the record, that a failure has just locked it. */
@Injectable()
export class ReportLock {
  constructor(
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  async run({ id: userId, email: to, username: name }: Account, { of, until }: Lock): Promise<void> {
    const minutes = String(Math.max(1, Math.round((until - Date.now()) / 60_000)));
    await this.transactions.run(async (within) => {
      if (of === 'account')
        await this.mailer.send({ template: 'locked', to, values: { name, minutes } }, within);
      await this.audit.record({ type: 'account.locked', userId, details: { of } }, within);
    });
  }
}
