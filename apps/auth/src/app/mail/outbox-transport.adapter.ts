import { mkdir, open, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { emlOf } from './eml-of';
import { MailTransport, type OutgoingMail } from './mail-transport.port';

/** Mail as a file that any mail program opens, and any person reads. */
export class OutboxTransport extends MailTransport {
  constructor(private readonly folder: string) {
    super();
  }

  /** A repeat replaces the file of the attempt before it; nobody ever sees half a file. */
  async deliver(mail: OutgoingMail): Promise<void> {
    const folder = resolve(this.folder);
    // Links in it are as good as passwords, so it is closed to everybody else.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const id = mail.messageId.replace(/^<|@.*$/g, '').replace(/[^\w-]/g, '');
    const name = `${mail.date.toISOString().replace(/[:.]/g, '-')}-${mail.template.replaceAll('_', '-')}-${id}`;
    const unfinished = join(folder, `.${name}.part`);
    const file = await open(unfinished, 'w', 0o600);
    try {
      await file.writeFile(emlOf(mail));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, join(folder, `${name}.eml`));
  }
}
