import { Injectable } from '@nestjs/common';
import { Jobs } from '@secureconnect/jobs';
import { Transactions } from '@secureconnect/platform';
import { factorResetJob } from '../mfa/factor-resets';
import { AccountRecord } from './account-record.adapter';

/** Has the factor of an account taken away by who serves its sessions: who has the machine may, and holds no session itself. */
@Injectable()
export class RequestFactorReset {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
  ) {}

  /** Throws where nobody has the address. */
  async run(email: string): Promise<void> {
    const account = await this.accounts.findByEmail(email);
    if (!account) throw new Error(`Nobody has the address ${email}.`);
    await this.transactions.run(({ manager }) =>
      this.jobs.enqueue(factorResetJob, { userId: account.id }, { within: manager }),
    );
  }
}
