import { Injectable } from '@nestjs/common';
import { commonPasswords } from './common-passwords.constants';
import { passwordForm } from './password-form';
import { WeakPasswordError } from './weak-password.error';

const [fewest, most] = [8, 128];
const product = 'secureconnect';

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: string;
  readonly username: string;
}

/** What is left of a name that became a password by a few digits and an exclamation mark. */
const bare = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/\p{N}+$/u, '');

/** Which passwords may be chosen: 8 to 128 characters of any kind, but none that is guessed first. */
@Injectable()
export class PasswordPolicy {
  private readonly common: ReadonlySet<string> = new Set(commonPasswords.trim().split(/\s/));

  /** Throws `WeakPasswordError` with what is wrong, said of the field it came in. */
  check(password: string, owner: PasswordOwner, field = 'password'): void {
    const problem = this.problemOf(password, owner);
    if (problem) throw new WeakPasswordError(field, [`${field} ${problem}`]);
  }

  private problemOf(password: string, owner: PasswordOwner): string | undefined {
    const form = passwordForm(password);
    if (form === undefined) return `must have at most ${most} characters`;
    const { length } = [...form];
    if (length > most) return `must have at most ${most} characters`;
    if (length < fewest) return `must have at least ${fewest} characters`;
    // Half of a character: it would be hashed like any other half.
    if (/\p{Surrogate}/u.test(form)) return 'must be valid Unicode';
    if (this.isCommon(form)) return 'must not be one that everybody guesses first';
    return isAbout(form, owner) ? 'must not be your address or name' : undefined;
  }

  private isCommon(form: string): boolean {
    const lower = form.toLowerCase();
    return this.common.has(lower) || new Set(lower).size === 1;
  }
}

/** With or without digits at its end and signs between. */
function isAbout(form: string, { email, username }: PasswordOwner): boolean {
  const [mailbox = ''] = email.split('@');
  const names = [email, mailbox, username, product];
  const lower = form.normalize('NFC').toLowerCase();
  if (names.some((name) => name.normalize('NFC').toLowerCase() === lower)) return true;
  const word = bare(form);
  return word !== '' && names.some((name) => bare(name) === word);
}
