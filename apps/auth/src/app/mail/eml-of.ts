import { type OutgoingMail } from './mail-transport.port';

/** In a line of its own, whatever was in it. */
const header = (name: string, value: string): string => `${name}: ${value.replace(/\p{Cc}+/gu, ' ').trim()}`;

const part = (type: string, body: string): string =>
  [`Content-Type: text/${type}; charset=utf-8`, 'Content-Transfer-Encoding: 8bit', '', body].join('\n');

/**
 * A mail as a file of its own. It is written as it is, and not in the quoted form for old servers, which breaks a link
 * over two lines: people and tests read it.
 */
export function emlOf({ from, to, subject, text, html, messageId, date }: OutgoingMail): string {
  const boundary = `=_${messageId.replace(/\W/g, '').slice(0, 40)}`;
  const head = [
    ...[header('From', from), header('To', to), header('Subject', subject)],
    ...[header('Date', date.toUTCString().replace('GMT', '+0000')), header('Message-ID', messageId)],
    ...['MIME-Version: 1.0', `Content-Type: multipart/alternative; boundary="${boundary}"`],
  ];
  const parts = [part('plain', text), part('html', html)].map((each) => `--${boundary}\n${each}`);
  return `${head.join('\n')}\n\n${parts.join('\n')}\n--${boundary}--\n`;
}
