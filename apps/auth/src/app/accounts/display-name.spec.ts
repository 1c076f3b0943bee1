import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { ProfilePatchDto } from './accounts.dto';

describe('what an account is called', () => {
  const isTaken = async (name: string) =>
    (await validate(plainToInstance(ProfilePatchDto, { display_name: name }))).length === 0;

  it.each([
    ['a name', 'Ada Lovelace'],
    ['a name of another script', 'Мария Склодовская'],
    ['a Persian name, whose letters a joiner keeps apart', 'مه\u200cسا'],
    ['a name in Hangul', '김연아'],
    ['an emoji that is joined of several', 'Ada 👩\u200d💻'],
    ['an emoji with a variation, joined', '❤️\u200d🔥'],
    ['a single letter', 'A'],
  ])('may be %s', async (_what, name) => expect(await isTaken(name)).toBe(true));

  it.each([
    ['nothing', ''],
    ['a blank letter of Hangul', '\u3164'],
    ['a blank of Braille', 'Ada\u2800Lovelace'],
    ['a joiner alone', '\u200d'],
    ['a name that ends with a joiner', 'Ada\u200d'],
    ['a name that begins with one', '\u200cAda'],
    ['a name with joiners in a row', 'A\u200d\u200dda'],
    ['a variation of nothing', '\ufe0f'],
    ['a name that turns around what follows', 'Ada\u202e'],
    ['a name with a space that nobody sees', 'A\u200bda'],
    ['two lines', 'Ada\nLovelace'],
    ['a name with a space around it', ' Ada'],
  ])('may not be %s', async (_what, name) => expect(await isTaken(name)).toBe(false));
});
