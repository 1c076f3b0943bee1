import { SETTINGS } from '@secureconnect/platform';
import { AccountRecord } from './account-record.adapter';
import { AccountScene } from './account-scene.contract';
import { type AccountValues } from './account.settings';
import { CreateAccount } from './create-account.use-case';
import { FindInDirectory } from './find-in-directory.use-case';
import { RateLimitedError } from './rate-limited.error';
import { RegisterAccount } from './register-account.use-case';
import { RemoveUnverified } from './remove-unverified.use-case';
import { UpdateProfile } from './update-profile.use-case';
import { UsernameTakenError } from './username-taken.error';
import { VerifyEmail } from './verify-email.use-case';

describe('a name that somebody has registered with', () => {
  let scene: AccountScene;
  beforeAll(async () => void (scene = await AccountScene.start()), 60_000);
  afterAll(() => scene.close());

  const register = (person: Parameters<RegisterAccount['run']>[0]) => scene.get(RegisterAccount).run(person);
  const verify = async (email: string, count = 1) =>
    scene.get(VerifyEmail).run((await scene.mailTo(email, 'Verify your address', count)).token ?? '');
  const inDirectory = (userId: string, username: string) =>
    scene.get(FindInDirectory).run(userId, { username });

  /** Names that were registered with: for an address that has an account, for one that waits for its owner, for a new one. */
  async function registeredNames(): Promise<string[]> {
    const [known, waiting, fresh] = [await scene.registered(), await scene.registered(), scene.person()];
    await verify(known.email);
    const emails = [known.email, waiting.email, fresh.email];
    const names = emails.map(() => scene.person().username);
    for (const [at, email] of emails.entries())
      await register({ ...scene.person(), email, username: names[at] ?? '' });
    return names;
  }

  it('is taken, whether or not the address had an account', async () => {
    const { id } = await scene.registered();
    const caller = await scene.caller(id);
    for (const name of await registeredNames()) {
      const username = name.toUpperCase();
      await expect(register({ ...scene.person(), username })).rejects.toThrow(UsernameTakenError);
      await expect(scene.get(UpdateProfile).run(caller, { username })).rejects.toThrow(UsernameTakenError);
      const order = { email: scene.person().email, username };
      await expect(scene.get(CreateAccount).run(id, order, () => ({}))).rejects.toThrow(UsernameTakenError);
    }
  });

  it('finds nobody before an address was verified, and then her who has it', async () => {
    const { id } = await scene.registered();
    for (const name of await registeredNames()) expect(await inDirectory(id, name)).toBeUndefined();
    const account = await scene.registered();
    const { id: asks } = await scene.registered();
    expect(await inDirectory(asks, account.username)).toBeUndefined();
    await verify(account.email);
    expect((await inDirectory(asks, account.username))?.id).toBe(account.id);
  });

  it('is of one, of eight who register it at once with addresses that have accounts', async () => {
    const known = await Promise.all(Array.from({ length: 8 }, () => scene.registered()));
    const { username } = scene.person();
    const all = known.map(({ email }) => register({ ...scene.person(), email, username }));
    const results = await Promise.allSettled(all);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(UsernameTakenError);
  });

  it('is free after as many days as an account that nobody verifies', async () => {
    const names = await registeredNames();
    const people = `SELECT id FROM auth.users WHERE username = ANY ($1)`;
    const held =
      "UPDATE auth.users SET name_held_until = name_held_until - interval '8 days' WHERE username = ANY ($1)";
    await scene.rows(held, [names]);
    await scene.rows(
      "UPDATE auth.users SET updated_at = updated_at - interval '8 days' WHERE username = ANY ($1)",
      [names],
    );
    expect(await scene.rows(people, [names])).toHaveLength(3);
    await scene.get(RemoveUnverified).run();
    expect(await scene.rows(people, [names])).toEqual([]);
    for (const username of names) await register({ ...scene.person(), username });
  });

  it('is hers whose link was followed', async () => {
    const squatter = await scene.registered();
    const owner = { ...scene.person(), email: squatter.email };
    await register(owner);
    await verify(owner.email, 2);
    const account = await scene.get(AccountRecord).findByEmail(owner.email);
    expect(account).toMatchObject({ username: owner.username });
    // Nor does the name that went with the other account stay taken.
    await register({ ...scene.person(), username: squatter.username });
  });

  it('can be registered only so often from one address', async () => {
    const values = scene.app.get<{ -readonly [Name in keyof AccountValues]: AccountValues[Name] }>(SETTINGS);
    const usual = values.MAIL_REQUESTS_PER_HOUR;
    values.MAIL_REQUESTS_PER_HOUR = 2;
    const address = '192.0.2.77';
    const results = [];
    for (let time = 0; time < 3; time += 1)
      results.push(await register({ ...scene.person(), address }).catch((error: unknown) => error));
    values.MAIL_REQUESTS_PER_HOUR = usual;
    const accepted = { status: 'accepted' };
    expect(results).toEqual([accepted, accepted, expect.any(RateLimitedError)]);
  });
});
