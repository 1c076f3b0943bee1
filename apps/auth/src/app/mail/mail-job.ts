import { defineJob } from '@secureconnect/jobs';
import { IsString, MaxLength } from 'class-validator';

/** A mail as it waits in the queue; what it says is sealed, for a link in it is as good as a password. */
export class MailPayload {
  /** For operators. */
  @IsString()
  @MaxLength(64)
  template: string;

  @IsString()
  @MaxLength(64)
  key: string;

  @IsString()
  sealed: string;
}

/** Mails; tried for some hours, for a mail server may be away as long. */
export const mailJob = defineJob<MailPayload>({
  name: 'mail',
  payload: MailPayload,
  attempts: 14,
  backoff: { firstMs: 5_000, factor: 2, mostMs: 3_600_000 },
  deadlineMs: 60_000,
  concurrency: 4,
});
