import { Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { AuthSecretsModule } from '../secrets/auth-secrets.module';
import { MailSeal } from './mail-seal';
import { MailSender } from './mail-sender.service';
import { MailTransport } from './mail-transport.port';
import { type MailValues } from './mail.settings';
import { Mailer } from './mailer';
import { OutboxTransport } from './outbox-transport.adapter';
import { QueuedMailer } from './queued-mailer.adapter';
import { SmtpTransport } from './smtp-transport.adapter';

const transportOf = ({ SMTP_URL, SMTP_TLS, MAIL_OUTBOX_DIR }: MailValues): MailTransport =>
  SMTP_URL ? new SmtpTransport(SMTP_URL, SMTP_TLS) : new OutboxTransport(MAIL_OUTBOX_DIR);

/** Mail: accepted with what causes it, sent by SMTP or written to the outbox folder. */
@Module({
  imports: [AuthSecretsModule],
  providers: [
    { provide: MailTransport, useFactory: transportOf, inject: [SETTINGS] },
    { provide: Mailer, useClass: QueuedMailer },
    ...[MailSeal, MailSender],
  ],
  exports: [Mailer, MailSeal],
})
export class MailModule {}
