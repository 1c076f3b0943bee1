import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { AccountTransactions } from './account-transactions';
import { RequiredFactor } from './required-factor.policy';
import { SecondFactors } from './second-factors';
import { totpDisplay } from './totp';

/** Gives an account a new secret for its authenticator app, which counts once a code of it was shown. */
@Injectable()
export class EnrolTotp {
  constructor(
    private readonly accounts: AccountTransactions,
    private readonly required: RequiredFactor,
    private readonly factors: SecondFactors,
  ) {}

  /** Rejects with 409 where there is a factor already, with 401 where a mailed code is to be shown before. */
  run(caller: Caller): Promise<{ secret: string; otpauthUri: string }> {
    const { userId } = caller;
    return this.accounts.run(userId, async (account, within) => {
      this.required.checkEnrolment(account, caller);
      return totpDisplay(await this.factors.enrol(userId, within), account.email);
    });
  }
}
