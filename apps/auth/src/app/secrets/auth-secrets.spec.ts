import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { SETTINGS } from '@secureconnect/platform';
import { AuthSecrets } from './auth-secrets';
import { AuthSecretsModule } from './auth-secrets.module';

const [one, other] = ['one secret of at least 32 letters', 'another secret of such a length '];
const DATABASE_URL = 'postgres://auth:word@127.0.0.1:5432/auth';

async function secretsFrom(values: Record<string, string>): Promise<AuthSecrets> {
  const settings = { AUTH_SECRET: '', AUTH_SECRET_BEFORE: '', DATABASE_URL, ...values };
  const given = { module: class {}, global: true, providers: [{ provide: SETTINGS, useValue: settings }] };
  const module = await Test.createTestingModule({
    imports: [{ ...given, exports: [SETTINGS] }, AuthSecretsModule],
  }).compile();
  return module.get(AuthSecrets);
}

describe('the secrets of auth', () => {
  it('give each use keys of its own, the same to every instance', () => {
    const [key, ...rest] = new AuthSecrets(one).keysFor('sessions');
    expect([key.key.length, key.id.length, rest]).toEqual([32, 16, []]);
    expect(new AuthSecrets(one).keysFor('sessions')).toEqual([key]);
    const [another] = new AuthSecrets(one).keysFor('mfa');
    expect([another.id === key.id, another.key.equals(key.key)]).toEqual([false, false]);
  });

  it('go on opening what the secret before has sealed', async () => {
    const [before] = new AuthSecrets(one).keysFor('sessions');
    const keys = (await secretsFrom({ AUTH_SECRET: other, AUTH_SECRET_BEFORE: one })).keysFor('sessions');
    expect(keys[1]).toEqual(before);
    expect(keys[0].id).not.toBe(before.id);
  });

  it('are made of the database where none is given, and say so where anybody could guess them', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const [made] = (await secretsFrom({})).keysFor('sessions');
    expect((await secretsFrom({})).keysFor('sessions')).toEqual([made]);
    expect(warn).not.toHaveBeenCalled();
    const [guessed] = (await secretsFrom({ DATABASE_URL: DATABASE_URL.replace(':word', '') })).keysFor(
      'sessions',
    );
    expect(guessed.id).not.toBe(made.id);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('set AUTH_SECRET'));
  });
});
