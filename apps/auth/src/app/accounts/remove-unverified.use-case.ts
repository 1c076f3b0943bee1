import { Injectable } from '@nestjs/common';
import { InjectSettings, type Transaction, Transactions } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { AccountRecord } from './account-record.adapter';
import { type AccountValues } from './account.settings';
import { EraseAccount } from './erase-account';
import { HeldNames } from './held-names.adapter';

/** In one go; the rest has its turn a minute later. */
const most = 200;

/** Takes accounts away whose address nobody has proved in time, and frees names that were held as long, so that none is kept from its owner for ever. */
@Injectable()
export class RemoveUnverified {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly erase: EraseAccount,
    private readonly names: HeldNames,
    private readonly transactions: Transactions,
    @InjectSettings() private readonly values: AccountValues,
  ) {}

  /** Gives the number of accounts; where people are let in without proof, none. */
  @RedisFree('accounts.remove-unverified', ['sessions', 'revocations'], {
    guarantee: 'the record decides; Redis hears of it when it is back',
  })
  async run(): Promise<number> {
    await this.names.cleanUp();
    const { REQUIRE_VERIFIED_EMAIL: isRequired, UNVERIFIED_ACCOUNT_DAYS: days } = this.values;
    if (!isRequired || days === 0) return 0;
    let removed = 0;
    for (const id of await this.accounts.neverVerified(days, most))
      if (await this.transactions.run((within) => this.remove(id, within))) removed += 1;
    return removed;
  }

  private async remove(id: string, within: Transaction): Promise<boolean> {
    const account = await this.accounts.forUpdate(within.manager, id);
    // She was quicker; or somebody made an administrator of her, who may be the last one by now.
    if (!account || account.emailVerifiedAt || account.role === 'admin') return false;
    await this.erase.run(account, { type: 'account.never_verified' }, within);
    return true;
  }
}
