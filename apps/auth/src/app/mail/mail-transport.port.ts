/** A mail as it goes out. */
export interface OutgoingMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same at each attempt: who gets it twice can tell. */
  readonly messageId: string;
  readonly date: Date;
  readonly template: string;
}

/** Takes a mail out of this process. */
export abstract class MailTransport {
  /** Rejects where it should be tried again; with a MailRefusedError where that would change nothing. */
  abstract deliver(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
}
