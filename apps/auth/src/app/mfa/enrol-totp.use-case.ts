import { Injectable } from '@nestjs/common';
import { AccountTransactions } from './account-transactions';
import { SecondFactors } from './second-factors';
import { totpDisplay } from './totp';

/** Gives an account a new secret for its authenticator app, which counts once a code of it was shown. */
@Injectable()
export class EnrolTotp {
  constructor(
    private readonly accounts: AccountTransactions,
    private readonly factors: SecondFactors,
  ) {}

  /** Rejects with 409 where there is a factor already. */
  run(userId: string): Promise<{ secret: string; otpauthUri: string }> {
    return this.accounts.run(userId, async ({ email }, within) =>
      totpDisplay(await this.factors.enrol(userId, within), email),
    );
  }
}
