import { LockoutStore } from '@secureconnect/lockout-store';
import { LinkExpiredError } from '../links/link-expired.error';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { WeakPasswordError } from '../passwords/weak-password.error';
import { AccountErasures } from './account-erasures';
import { AccountRecord } from './account-record.adapter';
import { AccountScene } from './account-scene.contract';
import { emailKeyOf } from './account-spelling';
import { ConfirmPassword } from './confirm-password.use-case';
import { ChangePassword } from './change-password.use-case';
import { InvalidCredentialsError } from './invalid-credentials.error';
import { RemoveAccount } from './remove-account.use-case';
import { RequestMail } from './request-mail.use-case';
import { ResetPassword } from './reset-password.use-case';
import { UpdateAccount } from './update-account.use-case';
import { UpdateProfile } from './update-profile.use-case';
import { VerifyEmail } from './verify-email.use-case';

const address = '192.0.2.1';

describe('an account', () => {
  let scene: AccountScene;
  beforeAll(async () => void (scene = await AccountScene.start()), 60_000);
  afterAll(() => scene.close());

  /** Somebody signed in, who gives a password once more. */
  async function signedIn() {
    const account = await scene.registered();
    const caller = await scene.caller(account.id);
    const confirm = (password: string) => scene.get(ConfirmPassword).run({ caller, password, address });
    return { account, caller, confirm };
  }

  it('gets no weak password in the place of another, even of her who knows that', async () => {
    const { account, caller, confirm } = await signedIn();
    const change = (to: string) =>
      scene.get(ChangePassword).run({ caller, password: account.password, address }, to);
    for (const weak of ['password1', account.username, 'short'])
      await expect(change(weak)).rejects.toThrow(WeakPasswordError);
    expect(await confirm(account.password)).toMatchObject({ id: account.id });
  });

  it('that others have locked lets her go on who is signed in', async () => {
    const { account, confirm } = await signedIn();
    const lockout = scene.get(LockoutStore);
    for (let time = 0; time < 5; time += 1) {
      const verdict = await lockout.begin({ account: emailKeyOf(account.email), address });
      if (verdict.allowed) await lockout.fail(verdict.id);
    }
    expect(await lockout.lockOf(emailKeyOf(account.email))).toBeDefined();
    expect(await confirm(account.password)).toMatchObject({ id: account.id });
  });

  it('counts no password that could not be verified', async () => {
    const { account, confirm } = await signedIn();
    const verify = jest.spyOn(scene.get(PasswordHasher), 'verify');
    for (let time = 0; time < 6; time += 1) {
      verify.mockRejectedValueOnce(new Error('no thread to be had'));
      await expect(confirm(account.password)).rejects.toThrow('no thread to be had');
    }
    verify.mockRestore();
    expect(await confirm(account.password)).toMatchObject({ id: account.id });
    for (let time = 0; time < 5; time += 1)
      await expect(confirm('a wrong one')).rejects.toThrow(InvalidCredentialsError);
    await expect(confirm(account.password)).rejects.toThrow(InvalidCredentialsError);
  });

  it('whose address an administrator changes is unverified, and no link of before counts', async () => {
    const [moved, actor] = [await scene.registered(), await scene.registered()];
    const verified = await scene.mailTo(moved.email, 'Verify your address');
    await scene.get(VerifyEmail).run(verified.token ?? '');
    await scene.get(RequestMail).run({ kind: 'reset', email: moved.email, address });
    const reset = await scene.mailTo(moved.email, 'Reset your password');
    const wish = `own.${moved.email}`;
    await scene.get(UpdateProfile).run(await scene.caller(moved.id), { email: wish });
    const own = await scene.mailTo(wish, 'Confirm your new address');
    const email = `moved.${moved.email}`;
    const after = await scene.get(UpdateAccount).run(actor.id, moved.id, { email });
    expect(after).toMatchObject({ email, emailVerifiedAt: null });
    const use = scene.get(ResetPassword).run(reset.token ?? '', 'another fine pass phrase');
    await expect(use).rejects.toThrow(LinkExpiredError);
    await expect(scene.get(VerifyEmail).run(own.token ?? '')).rejects.toThrow(LinkExpiredError);
    await scene.get(VerifyEmail).run((await scene.mailTo(email, 'Verify your address')).token ?? '');
    expect((await scene.get(AccountRecord).findById(moved.id))?.emailVerifiedAt).toBeInstanceOf(Date);
  });

  it('that is disabled is mailed no link', async () => {
    const { id, email } = await scene.registered();
    await scene.idle();
    await scene.rows('UPDATE auth.users SET disabled_at = now() WHERE id = $1', [id]);
    for (const kind of ['verify', 'reset'] as const)
      await scene.get(RequestMail).run({ kind, email, address });
    await scene.idle();
    expect((await scene.mailsTo(email)).map(({ subject }) => subject)).toEqual(['Verify your address']);
  });

  it('that goes takes with it what others keep of it, or does not go', async () => {
    const { id } = await scene.registered();
    const asked: string[] = [];
    let isWell = false;
    scene.get(AccountErasures).add((userId) => {
      if (!isWell) return Promise.reject(new Error('not to be erased'));
      asked.push(userId);
      return Promise.resolve();
    });
    await expect(scene.get(RemoveAccount).run(id)).rejects.toThrow('not to be erased');
    expect(await scene.get(AccountRecord).findById(id)).toBeDefined();
    isWell = true;
    await scene.get(RemoveAccount).run(id);
    expect([asked, await scene.get(AccountRecord).findById(id)]).toEqual([[id], undefined]);
  });
});
