import { Injectable } from '@nestjs/common';
import { defineJob, Job, Jobs } from '@secureconnect/jobs';
import { type Lock } from '@secureconnect/lockout-store';
import { IsString, MaxLength } from 'class-validator';
import { AccountRecord } from '../accounts/account-record.adapter';
import { ReportLock } from '../accounts/report-lock.use-case';
import { MailSeal } from '../mail/mail-seal';

/** A lock that a failed login has placed; what it is of lies sealed. */
export class LockReportPayload {
  @IsString()
  @MaxLength(64)
  key: string;

  @IsString()
  sealed: string;
}

/** Tells owners of locks, after whoever has failed got the answer that everybody gets. */
export const lockReportJob = defineJob<LockReportPayload>({
  name: 'report-lock',
  payload: LockReportPayload,
  concurrency: 2,
});

interface LockReport {
  readonly email: string;
  readonly lock: Lock;
}

const use = 'report-lock';

/** Reports of locks: to accept one is the same work whether the address is anybody's or not. */
@Injectable()
export class LockReports {
  constructor(
    private readonly jobs: Jobs,
    private readonly seal: MailSeal,
    private readonly accounts: AccountRecord,
    private readonly reportLock: ReportLock,
  ) {}

  async ask(email: string, lock: Lock): Promise<void> {
    const report: LockReport = { email, lock };
    await this.jobs.enqueue(lockReportJob, this.seal.seal(report, use));
  }

  @Job(lockReportJob)
  async run(payload: LockReportPayload): Promise<void> {
    const { email, lock } = this.seal.open(payload, use) as LockReport;
    const account = await this.accounts.findByEmail(email);
    if (account) await this.reportLock.run(account, lock);
  }
}
