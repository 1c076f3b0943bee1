import { commonPasswords } from './common-passwords.constants';
import { PasswordPolicy } from './password-policy.service';
import { type WeakPasswordError } from './weak-password.error';

describe('a password', () => {
  const policy = new PasswordPolicy();
  const owner = { email: 'Ada.Lovelace@example.org', username: 'countess_ada' };
  const problemOf = (password: string): string | undefined => {
    try {
      policy.check(password, owner);
      return undefined;
    } catch (error) {
      const { code, details } = error as WeakPasswordError;
      expect(code).toBe('weak_password');
      expect(details).toMatchObject([{ field: 'password' }]);
      return details[0]?.problems[0];
    }
  };

  it.each([
    ['eight characters of any kind', 'xkcd 936'],
    ['128 of them', 'ab'.repeat(64)],
    ['128 that are two code units each', '🐎🔋'.repeat(64)],
    ['no digits, no capitals, no signs', 'correct horse battery staple'],
    ['the alphabet as a part of it', 'abcdefgh horse'],
    ['another script', 'лошадь батарея'],
    ['something that only contains a name', 'adalovelace and babbage'],
  ])('may have %s', (_, password) => expect(problemOf(password)).toBeUndefined());

  it.each([
    ['seven characters', 'a7#kq0z', 'password must have at least 8 characters'],
    ['seven that are two code units each', '🐎🔋🐎🔋🐎🔋🐎', 'password must have at least 8 characters'],
    ['129 characters', 'abc'.repeat(43), 'password must have at most 128 characters'],
    ['1 MB', 'ab'.repeat(524_288), 'password must have at most 128 characters'],
    ['half a character', 'abcdefgh\ud83d', 'password must be valid Unicode'],
    ['what is guessed first', 'password1', 'password must not be one that everybody guesses first'],
    [
      'the same in other letters',
      'TrustNo1!'.slice(0, 8),
      'password must not be one that everybody guesses first',
    ],
    ['the same with spaces around', ' password ', 'password must not be one that everybody guesses first'],
    ['the same in wide letters', 'ｐａｓｓｗｏｒｄ', 'password must not be one that everybody guesses first'],
    ['spaces alone', '         ', 'password must not be one that everybody guesses first'],
    ['the same twice', 'passwordpassword', 'password must not be one that everybody guesses first'],
    ['the alphabet', 'abcdefgh', 'password must not be one that everybody guesses first'],
    ['the alphabet from its end', 'ZYXWVUTSRQ', 'password must not be one that everybody guesses first'],
    ['a piece of it over and over', 'abcdabcdabcd', 'password must not be one that everybody guesses first'],
    ['one character only', '€€€€€€€€€€', 'password must not be one that everybody guesses first'],
    ['the own address', 'ada.lovelace@EXAMPLE.org', 'password must not be your address or name'],
    ['its first part', 'Ada-Lovelace', 'password must not be your address or name'],
    ['the own name with digits', 'CountessAda1815!', 'password must not be your address or name'],
    ['the own name twice', 'countess_adacountess_ada', 'password must not be your address or name'],
    ['the own name twice, apart', 'Countess_Ada countess_ada 2', 'password must not be your address or name'],
    ['the name of the product', 'SecureConnect2026', 'password must not be your address or name'],
  ])('may not be %s', (_, password, problem) => expect(problemOf(password)).toBe(problem));

  it('is told by the field it came in', () => {
    const check = () => policy.check('short', owner, 'new_password');
    expect(check).toThrow(
      expect.objectContaining({
        details: [{ field: 'new_password', problems: ['new_password must have at least 8 characters'] }],
      }),
    );
  });

  it('is held against a list of more than 10,000, none of which a length would refuse anyway', () => {
    const all = commonPasswords.trim().split(/\s/);
    expect(new Set(all).size).toBeGreaterThan(10_000);
    expect(all.filter((each) => each.length < 8 || each !== each.toLowerCase())).toEqual([]);
  });
});
