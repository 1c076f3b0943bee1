import { NotAuthenticatedError } from '@secureconnect/identity';
import { Transactions } from '@secureconnect/platform';
import { PresenceStore } from '@secureconnect/presence-store';
import { until } from '@secureconnect/testing';
import { LinkExpiredError } from '../links/link-expired.error';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { AccountScene } from './account-scene.contract';
import { ChangePassword } from './change-password.use-case';
import { DisableAccount } from './disable-account.use-case';
import { EnableAccount } from './enable-account.use-case';
import { EndSessions } from './end-sessions.use-case';
import { RecentLoginNeededError } from './recent-login-needed.error';
import { RemoveAccount } from './remove-account.use-case';
import { RequestMail } from './request-mail.use-case';
import { ResetPassword } from './reset-password.use-case';
import { UpdateProfile } from './update-profile.use-case';
import { VerifyEmail } from './verify-email.use-case';

const [address, next] = ['192.0.2.1', 'another fine pass phrase'];
type Owner = Account & { password: string };

describe('sessions that end', () => {
  let scene: AccountScene;
  beforeAll(async () => void (scene = await AccountScene.start()), 60_000);
  afterAll(() => scene.close());

  const follow = (token: string | undefined) => scene.get(VerifyEmail).run(token ?? '');
  const emailOf = async ({ id }: Account) => (await scene.get(AccountRecord).findById(id))?.email;

  async function reset({ email }: Owner): Promise<void> {
    await scene.get(RequestMail).run({ kind: 'reset', email, address });
    const { token } = await scene.mailTo(email, 'Reset your password');
    await scene.get(ResetPassword).run(token ?? '', next);
  }
  async function change({ id, password }: Owner): Promise<void> {
    await scene.get(ChangePassword).run({ caller: await scene.caller(id), password, address }, next);
  }
  async function disable({ id }: Owner): Promise<void> {
    await scene.get(DisableAccount).run(id, id);
  }
  async function disableForAWhile({ id }: Owner): Promise<void> {
    await scene.get(DisableAccount).run(id, id);
    await scene.get(EnableAccount).run(id, id);
  }

  it.each([
    ['the password was reset', reset],
    ['the password was changed', change],
    ['the account was disabled', disable],
    ['the account was disabled and enabled again', disableForAWhile],
  ])('leave no way to another address once %s', async (_what, end) => {
    const account = await scene.registered();
    const email = `thief.${account.username}@example.com`;
    await scene.get(UpdateProfile).run(await scene.caller(account.id), { email });
    const { token } = await scene.mailTo(email, 'Confirm your new address');
    await end(account);
    await expect(follow(token)).rejects.toThrow(LinkExpiredError);
    expect(await emailOf(account)).toBe(account.email);
  });

  it('ask for no other address afterwards, though they were on their way to it', async () => {
    const { id, username } = await scene.registered();
    const caller = await scene.caller(id);
    const waits = `SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')`;
    const { asked } = await scene.get(Transactions).run(async (within) => {
      await scene.get(AccountRecord).forUpdate(within.manager, id);
      const request = scene.get(UpdateProfile).run(caller, { email: `thief.${username}@example.com` });
      await until('it to wait', async () => (await scene.rows(waits)).length > 0, { timeout: 20_000 });
      await scene.get(EndSessions).run({ userId: id, reason: 'spec' }, within);
      return { asked: Promise.allSettled([request]) };
    });
    expect(await asked).toMatchObject([{ reason: expect.any(NotAuthenticatedError) as Error }]);
    expect(await scene.rows('SELECT FROM auth.account_links WHERE kind = $1', ['address'])).toEqual([]);
  });

  it('are asked for where an address is to change: a token without one is not enough', async () => {
    const { id } = await scene.registered();
    const stateless = { ...(await scene.caller(id)), sessionId: undefined };
    const asked = scene.get(UpdateProfile).run(stateless, { email: 'new@example.com' });
    await expect(asked).rejects.toThrow(RecentLoginNeededError);
  });

  it('verify no address of an account that is disabled', async () => {
    const account = await scene.registered();
    const { token } = await scene.mailTo(account.email, 'Verify your address');
    await disable(account);
    await expect(follow(token)).rejects.toThrow(LinkExpiredError);
  });

  it.each([
    ['disabled', disable],
    ['deleted', ({ id }: Owner) => scene.get(RemoveAccount).run(id)],
  ])('leave nobody online whose account was %s', async (_what, end) => {
    const account = await scene.registered();
    const { sessionId } = await scene.caller(account.id);
    const presence = scene.get(PresenceStore);
    const status = async () => (await presence.find([account.id]))[0]?.status;
    await presence.set(account.id, sessionId, 'online', 600_000);
    await until('her to be online', async () => (await status()) === 'online', { timeout: 20_000 });
    await end(account);
    await until('her to be offline', async () => (await status()) === 'offline', { timeout: 20_000 });
  });
});
