import { Injectable, Logger } from '@nestjs/common';
import { Job, type RunningJob } from '@secureconnect/jobs';
import { InjectSettings } from '@secureconnect/platform';
import { htmlOf, textOf } from './letter';
import { letterOf } from './letters';
import { mailJob, type MailPayload } from './mail-job';
import { MailRefusedError } from './mail-refused.error';
import { MailSeal } from './mail-seal';
import { MailTransport } from './mail-transport.port';
import { type MailValues } from './mail.settings';
import { type Mail } from './mailer';

/** Does the work of the queue of mails. */
@Injectable()
export class MailSender {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly seal: MailSeal,
    private readonly transport: MailTransport,
    @InjectSettings() private readonly values: MailValues,
  ) {}

  @Job(mailJob)
  async send(payload: MailPayload, { key, enqueuedAt, signal }: RunningJob): Promise<void> {
    const mail = this.seal.open(payload, 'mail') as Mail;
    const { PUBLIC_URL, MAIL_FROM } = this.values;
    const letter = letterOf(mail, PUBLIC_URL);
    const said = {
      subject: letter.subject,
      text: textOf(letter),
      html: htmlOf(letter),
      template: mail.template,
    };
    const messageId = `<${key}@${new URL(PUBLIC_URL).hostname}>`;
    try {
      await this.transport.deliver(
        { ...said, from: MAIL_FROM, to: mail.to, messageId, date: enqueuedAt },
        signal,
      );
    } catch (error) {
      if (!(error instanceof MailRefusedError)) throw error;
      // Trying again would not change it, and a dead letter would ask an operator to.
      this.logger.warn(`A mail (${mail.template}) was refused for good: ${error.message}`);
    }
  }
}
