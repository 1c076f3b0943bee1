import { Injectable } from '@nestjs/common';
import { Jobs } from '@secureconnect/jobs';
import { newId } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';
import { mailJob } from './mail-job';
import { MailSeal } from './mail-seal';
import { type Mail, Mailer } from './mailer';

/** Mail by way of a job, which is part of the transaction that causes it. */
@Injectable()
export class QueuedMailer extends Mailer {
  constructor(
    private readonly jobs: Jobs,
    private readonly seal: MailSeal,
  ) {
    super();
  }

  async send(mail: Mail, { manager }: { readonly manager: EntityManager }): Promise<void> {
    const payload = { template: mail.template, ...this.seal.seal(mail, 'mail') };
    await this.jobs.enqueue(mailJob, payload, { within: manager, idempotencyKey: newId() });
  }
}
