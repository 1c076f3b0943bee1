import { createTransport } from 'nodemailer';
import { MailRefusedError } from './mail-refused.error';
import { MailTransport, type OutgoingMail } from './mail-transport.port';

/** Of the address or of the mail; whatever else a server refuses may be our configuration, and mended. */
const ofTheMail = new Set(['EENVELOPE', 'EMESSAGE']);
/** Less than a job may take, so that a server that says nothing is given up by the connection and not only by us. */
const timeouts = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
  dnsTimeout: 5_000,
};

/** Mail by SMTP, a connection each: there is little of it. */
export class SmtpTransport extends MailTransport {
  constructor(
    private readonly url: string,
    private readonly tls: 'required' | 'preferred',
  ) {
    super();
  }

  async deliver({ template: _template, ...mail }: OutgoingMail, signal: AbortSignal): Promise<void> {
    const { protocol, hostname, port, username, password } = new URL(this.url);
    const secure = protocol === 'smtps:';
    const transport = createTransport({
      ...timeouts,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (secure ? 465 : 587),
      secure,
      requireTLS: this.tls === 'required',
      tls: { rejectUnauthorized: this.tls === 'required' },
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    });
    await untilAborted(transport.sendMail(mail), signal).catch((error: unknown) => {
      throw refusalOf(error) ?? error;
    });
  }
}

/** The connection has its own timeouts; the attempt is over when its job says so. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined); // Nobody waits for it any more; the attempt has failed already.
  }
}

function refusalOf(error: unknown): MailRefusedError | undefined {
  const { code = '', responseCode = 0 } = error as { code?: string; responseCode?: number };
  return ofTheMail.has(code) && responseCode >= 500
    ? new MailRefusedError(responseCode, { cause: error })
    : undefined;
}
