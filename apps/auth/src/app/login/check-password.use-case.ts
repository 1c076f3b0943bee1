import { Injectable } from '@nestjs/common';
import { type AttemptVerdict, defaultLockoutRules, LockoutStore } from '@secureconnect/lockout-store';
import { newId, Transactions } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type Account } from '../accounts/account';
import { emailKeyOf } from '../accounts/account-spelling';
import { InvalidCredentialsError } from '../accounts/invalid-credentials.error';
import { RateLimitedError } from '../accounts/rate-limited.error';
import { type AuditEvent, AuditLog } from '../audit/audit-log';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { LockReports } from './lock-reports';
import { LoginMetrics } from './login-metrics.service';

const { addressFailures: mostOfAddress } = defaultLockoutRules;

type Refusal = Extract<AttemptVerdict, { readonly allowed: false }>;

/** The first, the tenth, the hundredth: how often says more than a line for each, and nobody fills the record with them. */
const isTold = (times: number): boolean => Number.isInteger(Math.log10(times));

/** A password for an address, whoever has it. */
export interface PasswordTry {
  readonly email: string;
  /** Whose address it is; undefined where it is nobody's. */
  readonly account: Account | undefined;
  readonly password: string;
  readonly address: string;
  readonly knownDevice: string | undefined;
}

/** A right password, whose attempt is still counted. */
export interface RightPassword {
  readonly account: Account;
  /** To be ended by whoever asked, whatever becomes of the login. */
  readonly attempt: string;
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

  /** Throws where the password is not right. */
  @RedisFree('login.check', 'attempts')
  async run(given: PasswordTry): Promise<RightPassword> {
    const { email, account, password, address, knownDevice } = given;
    const attempt = { account: emailKeyOf(email), address, ...(account && { knownDevice }) };
    const verdict = await this.lockout.begin(attempt);
    if (!verdict.allowed) return this.refuse(verdict, given);
    if (account && (await this.isRight(account, password, verdict.id)))
      return { account, attempt: verdict.id };
    if (!account) await this.isRight(undefined, password, verdict.id);
    return this.fail(verdict.id, email, account);
  }

  private async refuse({ lock, times }: Refusal, { account, password }: PasswordTry): Promise<never> {
    const { of, until } = lock;
    this.metrics.count(of === 'address' ? 'limited' : 'locked');
    if (of === 'address') throw new RateLimitedError(until - Date.now(), mostOfAddress);
    await this.hasher.verifyNothing(password);
    // An attempt that never was: what follows a wrong password is asked for here too, so that it takes as long.
    await this.lockout.fail(newId());
    if (isTold(times)) await this.record('login.refused', account, { lock: of, times });
    throw new InvalidCredentialsError('');
  }

  private async fail(attempt: string, email: string, account: Account | undefined): Promise<never> {
    const lock = await this.lockout.fail(attempt);
    await this.record('login.failed', account);
    if (lock) {
      this.metrics.locked();
      await this.reports.ask(email, lock);
    }
    this.metrics.count('wrong');
    throw new InvalidCredentialsError('');
  }

  private record(type: string, account: Account | undefined, details?: AuditEvent['details']): Promise<void> {
    const event = { type, ...(account && { userId: account.id }), ...(details && { details }) };
    return this.transactions.run((within) => this.audit.record(event, within));
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
