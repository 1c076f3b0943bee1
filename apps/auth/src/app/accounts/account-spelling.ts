import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';

const longestEmail = 254;

/**
 * Letters of one script alone, so that no name looks like another that is written with other letters; and neither
 * begins nor ends with what the eye passes over.
 */
const usernamePattern = /^[a-z0-9](?:[a-z0-9._-]{1,30})[a-z0-9]$/i;

/** The one spelling under which an address is unique and looked up, whatever the case and the form of its letters. */
export function emailKeyOf(email: string): string {
  const text = email.trim().normalize('NFKC').toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  // An international domain has two spellings, and mail for both goes to the same place.
  const domain = domainToASCII(text.slice(at + 1)) || text.slice(at + 1);
  return `${text.slice(0, at)}@${domain}`;
}

/** The one spelling under which a name is unique and looked up. */
export const usernameKeyOf = (username: string): string => username.trim().normalize('NFKC').toLowerCase();

/** Whether mail can be sent there; no address with quotes or comments, which people do not have and parsers disagree on. */
export const isEmailAddress = (email: string): boolean =>
  email.length <= longestEmail && !/["()<>\\\s,;:\p{Cc}]/u.test(email) && isEmail(email);

/** Whether an account may be called so: 3 to 32 Latin letters, digits, dots, underscores and hyphens. */
export const isUsername = (username: string): boolean => usernamePattern.test(username);
