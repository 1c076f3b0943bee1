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

/** As guessers take it: width, case and spaces make no difference to them. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s/gu, '');

/** What a text says, be it once or over and over. */
const saidOnce = (text: string): string => text.slice(0, (text + text).indexOf(text, 1));

/** What is left of a name that became a password by a few digits and an exclamation mark. */
const bare = (text: string): string =>
  saidOnce(
    plain(text)
      .replace(/[^\p{L}\p{N}]/gu, '')
      .replace(/\p{N}+$/u, ''),
  );

/** Whether it is one character or none, or goes on through the alphabet or the digits, up or down. */
function isRun(text: string): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = new Set(points.slice(1).map((point, at) => point - (points[at] ?? 0)));
  return points.length < 2 || (points.length > 3 && (steps.has(1) || steps.has(-1)) && steps.size === 1);
}

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
    const lower = plain(form);
    const once = saidOnce(lower);
    return this.common.has(lower) || this.common.has(once) || isRun(once);
  }
}

/** With or without digits at its end and signs between, be it once or over and over. */
function isAbout(form: string, { email, username }: PasswordOwner): boolean {
  const [mailbox = ''] = email.split('@');
  const names = [email, mailbox, username, product];
  if (names.some((name) => saidOnce(plain(name)) === saidOnce(plain(form)))) return true;
  const word = bare(form);
  return word !== '' && names.some((name) => bare(name) === word);
}
