import { LinkExpiredError } from '../links/link-expired.error';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { AccountRecord } from './account-record.adapter';
import { type AccountScene } from './account-scene.contract';
import { RegisterAccount } from './register-account.use-case';
import { RequestMail } from './request-mail.use-case';
import { ResetPassword } from './reset-password.use-case';
import { VerifyEmail } from './verify-email.use-case';

const verifyMail = 'Verify your address';

/** What holds of an address that several have registered, as part of the spec of registering. */
export function claimedAddresses(scene: () => AccountScene): void {
  const verify = (token = '') => scene().get(VerifyEmail).run(token);
  const accountOf = (email: string) => scene().get(AccountRecord).findByEmail(email);
  const isPasswordOf = async (email: string, password: string) =>
    scene()
      .get(PasswordHasher)
      .verify((await accountOf(email))?.passwordHash ?? '', password);

  /** Somebody was first, with an address that is hers who registers afterwards. */
  async function registeredTwice() {
    const squatter = await scene().registered();
    const first = await scene().mailTo(squatter.email, verifyMail);
    const owner = { ...scene().person(), email: squatter.email };
    await scene().get(RegisterAccount).run(owner);
    const hers = await scene().mailTo(owner.email, verifyMail, 2);
    return { squatter, owner, first: first.token, hers: hers.token };
  }

  describe('an address that somebody else has registered before', () => {
    it('is hers whose link is followed, with her password and her name; nothing is left of the other account', async () => {
      const { squatter, owner, first, hers } = await registeredTwice();
      const inside = await scene().caller(squatter.id);
      await verify(hers);
      const account = await accountOf(owner.email);
      expect(account).toMatchObject({ username: owner.username, role: 'user' });
      expect(account?.emailVerifiedAt).toBeInstanceOf(Date);
      expect(account?.id).not.toBe(squatter.id);
      expect(await isPasswordOf(owner.email, owner.password)).toBe(true);
      await expect(verify(first)).rejects.toThrow(LinkExpiredError);
      await expect(verify(hers)).rejects.toThrow(LinkExpiredError);
      const left = 'SELECT FROM auth.sessions WHERE id = $1 AND ended_at IS NULL';
      expect(await scene().rows(left, [inside.sessionId])).toEqual([]);
    });

    it('is whose link was followed first; the others wait no longer', async () => {
      const { squatter, first, hers } = await registeredTwice();
      await verify(first);
      expect(await accountOf(squatter.email)).toMatchObject({ id: squatter.id, username: squatter.username });
      await expect(verify(hers)).rejects.toThrow(LinkExpiredError);
      const waiting = 'SELECT FROM auth.waiting_registrations WHERE user_id = $1';
      expect(await scene().rows(waiting, [squatter.id])).toEqual([]);
    });

    it('is hers by a new password where she asks for the link once more: nobody can tell whose it would be', async () => {
      const { owner, hers } = await registeredTwice();
      await scene().get(RequestMail).run({ kind: 'verify', email: owner.email, address: '192.0.2.1' });
      const { token = '' } = await scene().mailTo(owner.email, 'Reset your password');
      await scene().get(ResetPassword).run(token, 'quite another pass phrase of hers');
      expect(await isPasswordOf(owner.email, 'quite another pass phrase of hers')).toBe(true);
      await expect(verify(hers)).rejects.toThrow(LinkExpiredError);
    });
  });
}
