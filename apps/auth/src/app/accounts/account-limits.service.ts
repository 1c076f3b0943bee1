import { Injectable } from '@nestjs/common';
import { type Allowance, AllowanceStore } from '@secureconnect/lockout-store';
import { InjectSettings, networkOf, type Transaction } from '@secureconnect/platform';
import { type AccountValues } from './account.settings';
import { emailKeyOf } from './account-spelling';
import { RateLimitedError } from './rate-limited.error';

const [minute, hour] = [60_000, 3_600_000];

/** So many mails of a kind go to an address in an hour; and so often an account asks for another address. */
const mailsPerHour = 5;

/** How often what anybody can ask for may be asked; counted in PostgreSQL, so the same on every instance. */
@Injectable()
export class AccountLimits {
  constructor(
    private readonly allowances: AllowanceStore,
    @InjectSettings() private readonly values: AccountValues,
  ) {}

  /** A registration, or a mail that was asked for, from a network address; throws where it was too many. */
  askForMail(address: string): Promise<void> {
    const allowance = { name: 'mail-asked', most: this.values.MAIL_REQUESTS_PER_HOUR, windowMs: hour };
    return this.take(allowance, networkOf(address));
  }

  /** A look-up in the directory; throws where it was too many. */
  lookUp(userId: string): Promise<void> {
    const most = this.values.DIRECTORY_LOOKUPS_PER_MINUTE;
    return this.take({ name: 'directory', most, windowMs: minute }, userId);
  }

  /** Another address that an account asks for; throws where it was too many. */
  askForAddress(userId: string): Promise<void> {
    return this.take({ name: 'address-asked', most: mailsPerHour, windowMs: hour }, userId);
  }

  /** Whether a mail of this kind may go to an address once more: nobody is buried in them, whoever asks from wherever. */
  async mayMail(kind: string, email: string, within?: Transaction): Promise<boolean> {
    const allowance = { name: `mail-${kind}`, most: mailsPerHour, windowMs: hour };
    const wait = await this.allowances.take(allowance, emailKeyOf(email), within);
    return wait === undefined;
  }

  /** Whether it may be told once more that a session was used by somebody else. */
  async mayTellOfSession(session: string, within: Transaction): Promise<boolean> {
    const allowance = { name: 'refresh-refused', most: 1, windowMs: hour };
    const wait = await this.allowances.take(allowance, session, within);
    return wait === undefined;
  }

  private async take(allowance: Allowance, key: string): Promise<void> {
    const wait = await this.allowances.take(allowance, key);
    if (wait !== undefined) throw new RateLimitedError(wait, allowance.most);
  }
}
