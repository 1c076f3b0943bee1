import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { defaultLockoutRules, LockoutStore } from '@secureconnect/lockout-store';
import { Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { emailKeyOf } from './account-spelling';
import { InvalidCredentialsError } from './invalid-credentials.error';
import { RateLimitedError } from './rate-limited.error';
import { ReportLock } from './report-lock.use-case';
import { UnknownAccountError } from './unknown-account.error';

const { addressFailures: mostOfAddress } = defaultLockoutRules;

/** Somebody who is signed in, and the password she gives once more. */
export interface PasswordProof {
  readonly caller: Caller;
  readonly password: string;
  /** Where the request came from. */
  readonly address: string;
}

/** Makes sure that who is signed in knows the password: whoever has found an open screen may not guess it here. */
@Injectable()
export class ConfirmPassword {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly lockout: LockoutStore,
    private readonly hasher: PasswordHasher,
    private readonly reportLock: ReportLock,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /** Gives the account; counted as an attempt of its session, so that locks made by others do not hinder it. */
  async run({ caller, password, address }: PasswordProof): Promise<Account> {
    const account = await this.accounts.findById(caller.userId);
    if (!account) throw new UnknownAccountError('');
    const knownDevice = caller.sessionId && `session ${caller.sessionId}`;
    const verdict = await this.lockout.begin({ account: emailKeyOf(account.email), address, knownDevice });
    if (!verdict.allowed) {
      const { of, until } = verdict.lock;
      if (of === 'address') throw new RateLimitedError(until - Date.now(), mostOfAddress);
      return this.refuse(account, { lock: of });
    }
    if (await this.isRight(account, password, verdict.id)) {
      await this.lockout.succeed(verdict.id);
      return account;
    }
    const lock = await this.lockout.fail(verdict.id);
    if (lock) await this.reportLock.run(account, lock);
    return this.refuse(account, {});
  }

  private async refuse({ id: userId }: Account, details: Record<string, string>): Promise<never> {
    const event = { type: 'password.refused', userId, details };
    await this.transactions.run((within) => this.audit.record(event, within));
    throw new InvalidCredentialsError('');
  }

  private async isRight(account: Account, password: string, attempt: string): Promise<boolean> {
    try {
      return await this.hasher.verify(account.passwordHash, password);
    } catch (error) {
      await this.lockout.withdraw(attempt);
      throw error;
    }
  }
}
