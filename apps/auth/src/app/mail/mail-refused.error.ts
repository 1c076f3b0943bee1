/** The mail server does not want this mail, now or ever. */
export class MailRefusedError extends Error {
  readonly code = 'mail_refused';

  constructor(
    readonly status: number,
    options: ErrorOptions,
  ) {
    super(`The mail server refused the mail for good (${status}).`, options);
    this.name = 'MailRefusedError';
  }
}
