import { Injectable } from '@nestjs/common';
import { type Lock, LockoutStore } from '@secureconnect/lockout-store';
import { Transactions } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type Account } from '../accounts/account';
import { emailKeyOf } from '../accounts/account-spelling';
import { InvalidCredentialsError } from '../accounts/invalid-credentials.error';
import { RateLimitedError } from '../accounts/rate-limited.error';
import { AuditLog } from '../audit/audit-log';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { LockReports } from './lock-reports';
import { LoginMetrics } from './login-metrics.service';

/** A password for an address, whoever has it. */
export interface PasswordTry {
  readonly email: string;
  /** Whose address it is; undefined where it is nobody's. */
  readonly account: Account | undefined;
  readonly password: string;
  readonly address: string;
  readonly knownDevice: string | undefined;
}

/** Verifies a password, counted before; wrong, unknown and locked are one answer after the same work. */
@Injectable()
export class CheckPassword {
  constructor(
    private readonly lockout: LockoutStore,
    private readonly hasher: PasswordHasher,
    private readonly reports: LockReports,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
    private readonly metrics: LoginMetrics,
  ) {}

  /** Gives the account where the password is right, and else throws. */
  @RedisFree('login.check', 'attempts')
  async run({ email, account, password, address, knownDevice }: PasswordTry): Promise<Account> {
    const attempt = { account: emailKeyOf(email), address, ...(account && { knownDevice }) };
    const verdict = await this.lockout.begin(attempt);
    if (!verdict.allowed) return this.refuse(verdict.lock, password);
    if (account && (await this.isRight(account, password, verdict.id))) {
      // Whatever becomes of the login: its attempt has come to an end.
      await this.lockout.succeed(verdict.id);
      return account;
    }
    if (!account) await this.isRight(undefined, password, verdict.id);
    return this.fail(verdict.id, email, account);
  }

  private async refuse({ of, until }: Lock, password: string): Promise<never> {
    this.metrics.count(of === 'address' ? 'limited' : 'locked');
    if (of === 'address') throw new RateLimitedError(until - Date.now());
    await this.hasher.verifyNothing(password);
    throw new InvalidCredentialsError('');
  }

  private async fail(attempt: string, email: string, account: Account | undefined): Promise<never> {
    const lock = await this.lockout.fail(attempt);
    await this.transactions.run((within) =>
      this.audit.record({ type: 'login.failed', ...(account && { userId: account.id }) }, within),
    );
    if (lock) {
      this.metrics.locked();
      await this.reports.ask(email, lock);
    }
    this.metrics.count('wrong');
    throw new InvalidCredentialsError('');
  }

  private async isRight(account: Account | undefined, password: string, attempt: string): Promise<boolean> {
    try {
      return account
        ? await this.hasher.verify(account.passwordHash, password)
        : await this.hasher.verifyNothing(password);
    } catch (error) {
      // Nothing was verified, so nobody has failed.
      await this.lockout.withdraw(attempt);
      throw error;
    }
  }
}
