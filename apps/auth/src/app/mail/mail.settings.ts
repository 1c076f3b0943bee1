import { oneOf, type PlatformValues, text, url, type ValuesOf } from '@secureconnect/platform';

/** How mail leaves auth, and where its links lead. */
export const mailSettings = {
  PUBLIC_URL: url(['http', 'https'], {
    meaning: 'where people reach the system; links in mails begin with it, whatever host a request names',
    developmentDefault: 'http://127.0.0.1:8080',
  }),
  SMTP_URL: url(['smtp', 'smtps'], {
    meaning:
      'the server that takes mail, with user and password; empty: mails become files in MAIL_OUTBOX_DIR',
    default: '',
    secret: true,
  }),
  SMTP_TLS: oneOf(['required', 'preferred'], {
    meaning:
      'required: no mail over an smtp:// connection that does not become encrypted; smtps:// always is',
    default: 'required',
    developmentDefault: 'preferred',
  }),
  MAIL_FROM: text({
    meaning: 'the sender of mails, as Name <address>',
    default: 'SecureConnect <no-reply@secureconnect.invalid>',
  }),
  MAIL_OUTBOX_DIR: text({
    meaning: 'folder for mails as .eml files when no SMTP is configured',
    default: '.secureconnect/outbox',
  }),
};

/** The values of these settings, among those of every service. */
export type MailValues = ValuesOf<typeof mailSettings> & PlatformValues;
