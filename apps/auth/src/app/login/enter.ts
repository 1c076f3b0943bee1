import { Injectable } from '@nestjs/common';
import { InjectSettings, type Transaction } from '@secureconnect/platform';
import { markDegraded, RedisHealthService } from '@secureconnect/resilience';
import { type Account } from '../accounts/account';
import { AccountRecord } from '../accounts/account-record.adapter';
import { InvalidCredentialsError } from '../accounts/invalid-credentials.error';
import { AuditLog } from '../audit/audit-log';
import { type LoginAnswer } from '../mfa/step-up-completion.port';
import { AccountDisabledError } from './account-disabled.error';
import { LoginAnswers } from './login-answers.service';
import { LoginMetrics } from './login-metrics.service';
import { type LoginValues } from './login.settings';
import { NotedDevices } from './noted-devices';
import { type Entry, OpenSession } from './open-session';

const clockSql = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at';

/** The last step of every login: the account is looked at once more, under its lock, and lets its owner in. */
@Injectable()
export class Enter {
  constructor(
    private readonly accounts: AccountRecord,
    private readonly openSession: OpenSession,
    private readonly devices: NotedDevices,
    private readonly answers: LoginAnswers,
    private readonly audit: AuditLog,
    private readonly metrics: LoginMetrics,
    private readonly redis: RedisHealthService,
    @InjectSettings() private readonly values: LoginValues,
  ) {}

  /** Gives what signs the answer, for when the transaction is committed. */
  async run(entry: Entry, within: Transaction): Promise<() => Promise<LoginAnswer>> {
    const account = await this.accounts.forShare(within.manager, entry.account.id);
    // Changed or disabled since the password was verified: as if it had been before.
    if (!account || !isSamePassword(account, entry.account)) throw new InvalidCredentialsError('');
    if (account.disabledAt) throw new AccountDisabledError('');
    // What is granted is granted to the account as it is now: its role may be another one since the password was verified.
    const present = { ...entry, account };
    return this.isStateless ? this.stateless(present, within) : this.withSession(present, within);
  }

  /** While Redis is away, and only then; where nothing may fall back, not even then: such a login is refused. */
  private get isStateless(): boolean {
    const { ENABLE_STATELESS_AUTH: isWanted, ENABLE_REDIS_FALLBACK: mayFallBack } = this.values;
    return isWanted && mayFallBack && !this.redis.isAvailable;
  }

  private async withSession(entry: Entry, within: Transaction): Promise<() => Promise<LoginAnswer>> {
    const granted = await this.openSession.run(entry, within);
    within.onCommitted(() => this.metrics.count('granted'));
    return () => this.answers.ofLogin(entry.account, granted);
  }

  private async stateless(
    { account, seen, methods, risk }: Entry,
    within: Transaction,
  ): Promise<() => Promise<LoginAnswer>> {
    const [clock] = await within.manager.query<{ at: number }[]>(clockSql);
    await this.devices.note(account, seen, within);
    // The guard may have looked before Redis was known to be away, and no store that would say so was asked.
    markDegraded('sessions');
    const details = { session: 'none', methods: methods.join(' '), risk: risk.score };
    await this.audit.record({ type: 'login', userId: account.id, details }, within);
    within.onCommitted(() => this.metrics.count('stateless'));
    return () => this.answers.ofStateless(account, { methods, at: Math.floor(clock?.at ?? 0) });
  }
}

/** An upgraded hash is of the same password. */
const isSamePassword = (one: Account, other: Account): boolean =>
  one.passwordChangedAt.getTime() === other.passwordChangedAt.getTime();
