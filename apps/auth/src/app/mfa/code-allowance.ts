import { Injectable } from '@nestjs/common';
import { type Allowance, AllowanceStore } from '@secureconnect/lockout-store';
import { type Transaction } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { TooManyCodesError } from './too-many-codes.error';

/** A code is one of a million, and three count at a time: five tries an account, over all its logins together. */
const tries: Allowance = { name: 'mfa-code', most: 5, windowMs: 15 * 60_000 };

/** How many codes may be tried for one account: counted before they are verified. */
@Injectable()
export class CodeAllowance {
  constructor(private readonly allowances: AllowanceStore) {}

  /** Rejects with 429 where there were too many. */
  @RedisFree('mfa.take-try', 'allowances')
  async take(userId: string): Promise<void> {
    const waitMs = await this.allowances.take(tries, userId);
    if (waitMs !== undefined) throw new TooManyCodesError(waitMs, tries.most);
  }

  /** A code was right: those that were not count no more. */
  @RedisFree('mfa.give-tries-back', 'allowances')
  giveBack(userId: string, within: Transaction): Promise<void> {
    return this.allowances.reset(tries, userId, within);
  }
}
