import { Injectable } from '@nestjs/common';
import { Job, Jobs, type RunningJob } from '@secureconnect/jobs';
import { type EntityManager } from 'typeorm';
import { AccountLinks } from '../links/account-links';
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
    private readonly mailer: Mailer,
    private readonly limits: AccountLimits,
  ) {}

  /** Accepts one; with a manager as part of its transaction. */
  async ask(kind: AccountMailKind, email: string, within?: EntityManager): Promise<void> {
    const payload = { kind, ...this.seal.seal(email, use) };
    await this.jobs.enqueue(accountMailJob, payload, within ? { within } : {});
  }

  @Job(accountMailJob)
  async run({ kind, ...sealed }: AccountMailPayload, job: RunningJob): Promise<void> {
    const email = String(this.seal.open(sealed, use));
    const found = await this.accounts.findByEmail(email);
    if (!found || !(await this.limits.mayMail(kind, email))) return;
    await job.endIn(async (manager) => {
      const account = await this.accounts.forUpdate(manager, found.id);
      if (account && emailKeyOf(account.email) === emailKeyOf(email)) await this.mail(kind, account, manager);
    });
  }

  private async mail(kind: AccountMailKind, account: Account, manager: EntityManager): Promise<void> {
    const { id: userId, email, username: name } = account;
    const to = email;
    if (kind === 'known')
      return this.mailer.send({ template: 'already_registered', to, values: {} }, { manager });
    if (kind === 'verify' ? account.emailVerifiedAt !== null : account.disabledAt !== null) return;
    const token = await this.links.issue({ kind, userId, email }, manager);
    const mail =
      kind === 'verify'
        ? ({ template: 'verify', to, values: { token } } as const)
        : ({ template: 'reset', to, values: { token, name } } as const);
    await this.mailer.send(mail, { manager });
  }
}
