import { Injectable, Logger } from '@nestjs/common';
import { LockoutStore } from '@secureconnect/lockout-store';
import { InjectSettings, type Transaction, Transactions } from '@secureconnect/platform';
import { type AccountValues } from '../accounts/account.settings';
import { type Account } from '../accounts/account';
import { AccountRecord } from '../accounts/account-record.adapter';
import { AuditLog } from '../audit/audit-log';
import { type LoginAnswer } from '../mfa/step-up-completion.port';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { assessRisk } from '../risk/assess-risk';
import { PlaceFinder } from '../risk/place-finder.port';
import { type Sighting } from '../risk/sighting';
import { AccountDisabledError } from './account-disabled.error';
import { AskForCode } from './ask-for-code';
import { CheckPassword } from './check-password.use-case';
import { EmailUnverifiedError } from './email-unverified.error';
import { Enter } from './enter';
import { KnownDevices } from './known-devices.adapter';
import { LoginMetrics } from './login-metrics.service';
import { type LoginRequest } from './login-request';
import { type Entry } from './open-session';

/** Lets somebody in who knows the password, and no more is needed. */
@Injectable()
export class LogIn {
  private readonly logger = new Logger(LogIn.name);

  constructor(
    private readonly accounts: AccountRecord,
    private readonly devices: KnownDevices,
    private readonly places: PlaceFinder,
    private readonly checkPassword: CheckPassword,
    private readonly askForCode: AskForCode,
    private readonly enter: Enter,
    private readonly lockout: LockoutStore,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
    private readonly metrics: LoginMetrics,
    @InjectSettings() private readonly values: AccountValues,
  ) {}

  /** Throws what the contract says of wrong, unknown and locked, disabled, unverified, and of codes. */
  async run({ email, password, device, client }: LoginRequest): Promise<LoginAnswer> {
    const seen = this.sightingOf(device.fingerprint, client);
    const found = await this.accounts.findByEmail(email);
    const { before, knownDevice } = await this.devices.recall(found?.id, seen);
    const { address } = client;
    const right = await this.checkPassword.run({ email, account: found, password, address, knownDevice });
    const { account, attempt } = right;
    const entry = { account, seen, device, risk: assessRisk(before, seen), methods: ['pwd'] };
    const answer = await this.admit(entry, attempt);
    this.upgrade(account, password);
    return answer();
  }

  /** Whatever becomes of the login, its attempt comes to an end: with the session, or without. */
  private async admit(entry: Entry, attempt: string): Promise<() => Promise<LoginAnswer>> {
    try {
      this.refuseClosed(entry.account);
      await this.askForCode.run(entry);
      return await this.transactions.run((within) => this.letIn(entry, attempt, within));
    } catch (error) {
      await this.lockout.succeed(attempt);
      await this.recordClosed(entry.account, error);
      throw error;
    }
  }

  /** The attempt last, for who unlocks an account has locked its row before, as this has. */
  private async letIn(
    entry: Entry,
    attempt: string,
    within: Transaction,
  ): Promise<() => Promise<LoginAnswer>> {
    const answer = await this.enter.run(entry, within);
    await this.lockout.succeed(attempt, within);
    return answer;
  }

  private sightingOf(device: string | undefined, { address, userAgent }: LoginRequest['client']): Sighting {
    const place = this.places.find(address);
    return { at: Date.now(), address, userAgent, ...(device && { device }), ...(place && { place }) };
  }

  private refuseClosed({ disabledAt, emailVerifiedAt }: Account): void {
    if (disabledAt) {
      this.metrics.count('disabled');
      throw new AccountDisabledError('');
    }
    if (this.values.REQUIRE_VERIFIED_EMAIL && !emailVerifiedAt) {
      this.metrics.count('unverified');
      throw new EmailUnverifiedError('');
    }
  }

  /** Somebody knows the password of an account that lets nobody in. */
  private async recordClosed({ id: userId }: Account, error: unknown): Promise<void> {
    const isClosed = error instanceof AccountDisabledError || error instanceof EmailUnverifiedError;
    if (!isClosed) return;
    const event = { type: 'login.refused', userId, details: { because: error.code } };
    await this.transactions.run((within) => this.audit.record(event, within));
  }

  /** Nobody waits for it; where it fails, the next login does it. */
  private upgrade({ id, passwordHash: before }: Account, password: string): void {
    if (!this.hasher.needsUpgrade(before)) return;
    void this.hasher
      .hash(password)
      .then((after) => this.accounts.upgradeHash(id, before, after))
      .catch((error: unknown) => this.logger.warn(`The hash of ${id} was not upgraded: ${String(error)}`));
  }
}
