import { Injectable } from '@nestjs/common';
import { LockoutStore } from '@secureconnect/lockout-store';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { emailKeyOf } from './account-spelling';
import { UnknownAccountError } from './unknown-account.error';

/** An account, and until when failed attempts have locked it. */
@Injectable()
export class ReadAccount {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly lockout: LockoutStore,
  ) {}

  async run(userId: string): Promise<{ account: Account; lockedUntil: Date | undefined }> {
    const account = await this.accounts.findById(userId);
    if (!account) throw new UnknownAccountError('');
    const lock = await this.lockout.lockOf(emailKeyOf(account.email));
    return { account, lockedUntil: lock && new Date(lock.until) };
  }
}
