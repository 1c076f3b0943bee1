import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { Mailer } from '../mail/mailer';
import { EraseAccount } from './erase-account';
import { KeepAdministrator } from './keep-administrator.policy';
import { UnknownAccountError } from './unknown-account.error';

/** Takes an account away because somebody wants it, and tells its owner. */
@Injectable()
export class RemoveAccount {
  constructor(
    private readonly keepAdministrator: KeepAdministrator,
    private readonly erase: EraseAccount,
    private readonly mailer: Mailer,
    private readonly transactions: Transactions,
  ) {}

  /** Throws a LastAdministratorError where nobody could administer any more. */
  async run(userId: string, actorId?: string): Promise<void> {
    await this.transactions.run(async (within) => {
      const account = await this.keepAdministrator.lock(userId, within.manager);
      if (!account) throw new UnknownAccountError('');
      await this.keepAdministrator.check(account, within.manager);
      const { email, username } = account;
      await this.mailer.send({ template: 'deleted', to: email, values: { name: username } }, within);
      await this.erase.run(account, { type: 'account.deleted', actorId }, within);
    });
  }
}
