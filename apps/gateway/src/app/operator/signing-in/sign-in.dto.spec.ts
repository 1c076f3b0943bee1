import 'reflect-metadata';
import { validateSync } from 'class-validator';
import { runInNewContext } from 'node:vm';
import { SignInDto } from './sign-in.dto';

const faultsOf = (name: string): string[] => {
  const said = Object.assign(new SignInDto(), { name, token: 'a token' });
  return validateSync(said).flatMap(({ constraints }) => Object.keys(constraints ?? {}));
};

describe('the name of who signs in', () => {
  it.each(['Ann', 'Ann von der Bühne', '安', "O'Neil (on call)"])('may be %s', (name) => {
    expect(faultsOf(name)).toEqual([]);
  });

  it('is read as fast as it is long, whatever is in it', () => {
    // Of a pattern that tries again from each letter this takes minutes.
    const read = () => faultsOf(`${'a'.repeat(400_000)}\u001b\u001b`);
    expect(runInNewContext('read()', { read }, { timeout: 20_000 })).toContain('matches');
  });
});
