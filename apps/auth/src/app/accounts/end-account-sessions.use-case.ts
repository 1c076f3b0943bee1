import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { AccountRecord } from './account-record.adapter';
import { EndSessions } from './end-sessions.use-case';
import { UnknownAccountError } from './unknown-account.error';

/** Ends all sessions of an account in an administrator's name. */
@Injectable()
export class EndAccountSessions {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly endSessions: EndSessions,
    private readonly transactions: Transactions,
  ) {}

  async run(actorId: string, userId: string): Promise<void> {
    await this.transactions.run(async (within) => {
      if (!(await this.accounts.forUpdate(within.manager, userId))) throw new UnknownAccountError('');
      await this.endSessions.run({ userId, actorId, reason: 'administrator' }, within);
    });
  }
}
