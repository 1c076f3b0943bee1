import { type EntityManager } from 'typeorm';

/** What a mail is about, and what it says besides the words of its template. */
export interface MailValues {
  /** Nothing of what somebody typed: the address may be another person's. */
  readonly verify: { readonly token: string };
  readonly already_registered: Record<never, never>;
  readonly reset: { readonly name: string; readonly token: string };
  readonly password_changed: { readonly name: string };
  readonly address_change: { readonly name: string; readonly token: string };
  readonly address_change_asked: { readonly name: string; readonly to: string };
  readonly address_changed: { readonly name: string; readonly to: string };
  readonly login_code: { readonly name: string; readonly code: string };
  readonly new_device: { readonly name: string; readonly device: string; readonly address: string };
  readonly session_elsewhere: { readonly name: string; readonly device: string; readonly address: string };
  readonly factor_added: { readonly name: string };
  readonly factor_removed: { readonly name: string };
  readonly recovery_code_used: { readonly name: string };
  readonly locked: { readonly name: string; readonly minutes: string };
  readonly disabled: { readonly name: string };
  readonly deleted: { readonly name: string };
}

/** One mail to one person. */
export type Mail = {
  [T in keyof MailValues]: { readonly template: T; readonly to: string; readonly values: MailValues[T] };
}[keyof MailValues];

/** Sends mail, in the end: what was accepted is tried again until it is sent or refused for good. */
export abstract class Mailer {
  /** Sent if the transaction is committed, and else never. */
  abstract send(mail: Mail, within: { readonly manager: EntityManager }): Promise<void>;
}
