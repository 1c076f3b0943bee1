import { Injectable } from '@nestjs/common';
import { Job, Jobs, type RunningJob } from '@secureconnect/jobs';
import { type EntityManager } from 'typeorm';
import { AccountLinks } from '../links/account-links';
import { type WaitingRegistration, WaitingRegistrations } from '../links/waiting-registrations';
import { MailSeal } from '../mail/mail-seal';
import { Mailer } from '../mail/mailer';
import { type Account } from './account';
import { AccountLimits } from './account-limits.service';
import { type AccountMailKind, accountMailJob, type AccountMailPayload } from './account-mail-job';
import { AccountRecord } from './account-record.adapter';
import { emailKeyOf } from './account-spelling';

const use = 'account-mail';

/**
 * Requests for mails to an address of which whoever asks must not learn whether it is anybody's: accepting one is the
 * same work for all of them, and what depends on the account is done by a job.
 */
@Injectable()
export class AccountMailRequests {
  constructor(
    private readonly jobs: Jobs,
    private readonly seal: MailSeal,
    private readonly accounts: AccountRecord,
    private readonly links: AccountLinks,
    private readonly waiting: WaitingRegistrations,
    private readonly mailer: Mailer,
    private readonly limits: AccountLimits,
  ) {}

  /** Accepts one; with a manager as part of its transaction. */
  async ask(kind: 'verify' | 'reset', email: string, within?: EntityManager): Promise<void> {
    await this.enqueue(kind, { email }, within);
  }

  /** Accepts the mail that a registration asks for, whether the account of its address is its own or was there before. */
  async register(registration: WaitingRegistration, within: EntityManager): Promise<void> {
    await this.enqueue('register', registration, within);
  }

  @Job(accountMailJob)
  async run({ kind, ...sealed }: AccountMailPayload, job: RunningJob): Promise<void> {
    const request = this.seal.open(sealed, use) as { email: string } & Partial<WaitingRegistration>;
    const { email } = request;
    const found = await this.accounts.findByEmail(email);
    if (!found) return;
    const counted = kind === 'register' ? await this.kindFor(found.id) : kind;
    if (!(await this.limits.mayMail(counted, email))) return;
    await job.endIn(async (manager) => {
      const account = await this.accounts.forUpdate(manager, found.id);
      if (!account || emailKeyOf(account.email) !== emailKeyOf(email)) return;
      if (kind === 'register') await this.mailRegistered(account, request as WaitingRegistration, manager);
      else await this.mail(kind, account, manager);
    });
  }

  private async enqueue(kind: AccountMailKind, request: object, within?: EntityManager): Promise<void> {
    const payload = { kind, ...this.seal.seal(request, use) };
    await this.jobs.enqueue(accountMailJob, payload, within ? { within } : {});
  }

  /** An account that nobody has verified is not its owner's for having been first: each who registered gets a link of her own. */
  private async mailRegistered(
    account: Account,
    registration: WaitingRegistration,
    manager: EntityManager,
  ): Promise<void> {
    const { id: userId, email: to } = account;
    if ((await this.kindFor(userId, manager)) === 'known')
      return this.mailer.send({ template: 'already_registered', to, values: {} }, { manager });
    // A hash has a salt of its own: the same one is the same registration.
    const isOwn = account.passwordHash === registration.passwordHash;
    const token = isOwn
      ? await this.links.issue({ kind: 'verify', userId, email: to }, manager)
      : await this.waiting.add(userId, registration, manager);
    await this.mailer.send({ template: 'verify', to, values: { token } }, { manager });
  }

  private async kindFor(userId: string, manager?: EntityManager): Promise<'verify' | 'known'> {
    return (await this.accounts.isNeverVerified(userId, manager)) ? 'verify' : 'known';
  }

  private async mail(kind: 'verify' | 'reset', account: Account, manager: EntityManager): Promise<void> {
    const { id: userId, email, username: name } = account;
    if (account.disabledAt !== null || (kind === 'verify' && account.emailVerifiedAt !== null)) return;
    // Of several registrations nobody can tell which is hers who asks: a new password makes the account hers.
    const isOne = kind === 'verify' && !(await this.waiting.hasAny(userId, manager));
    const token = await this.links.issue({ kind: isOne ? 'verify' : 'reset', userId, email }, manager);
    const mail = isOne
      ? ({ template: 'verify', to: email, values: { token } } as const)
      : ({ template: 'reset', to: email, values: { token, name } } as const);
    await this.mailer.send(mail, { manager });
  }
}
