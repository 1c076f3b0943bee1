import { databaseScheme, readGivenUrl, redisScheme } from './given-url';

describe('the URL of a server that a person gives', () => {
  const reading = (variable: string, value: string) => () =>
    readGivenUrl(variable === 'REDIS_URL' ? redisScheme : databaseScheme, { [variable]: value });

  it.each([
    ['DATABASE_URL', 'mysql://me:hush@localhost/x', 'postgres://user:password@host:5432'],
    ['DATABASE_URL', 'hush', 'postgres://user:password@host:5432'],
    ['REDIS_URL', 'localhost:6379?hush', 'redis://user:password@host:6379'],
  ])('is refused where %s is malformed, without showing it', (name, value, example) => {
    const sentence = `${name} must be a URL like ${example}, which what is set is not.`;
    expect(reading(name, value)).toThrow(new Error(sentence));
  });

  it.each([
    ['DATABASE_URL', 'postgres://u:hush%zzpw@127.0.0.1:1/x'],
    ['DATABASE_URL', 'postgres://u:hush@127.0.0.1:1/100%'],
    ['REDIS_URL', 'redis://:hush%zz@127.0.0.1:1'],
  ])('is refused where a %% in %s encodes nothing, without showing it', (name, value) => {
    const sentence = `${name} holds a % that encodes nothing; a % itself is written %25.`;
    expect(reading(name, value)).toThrow(new Error(sentence));
  });

  it('is read as it is written, and is none where nothing is set', () => {
    expect(reading('REDIS_URL', ' redis://me:a%25b@localhost:7000 ')()?.port).toBe('7000');
    expect(reading('DATABASE_URL', ' ')()).toBeUndefined();
  });
});
