import { Jobs } from '@secureconnect/jobs';
import { Transactions } from '@secureconnect/platform';
import { SessionStore } from '@secureconnect/session-store';
import { until } from '@secureconnect/testing';
import { type Account } from '../accounts/account';
import { AccountRecord } from '../accounts/account-record.adapter';
import { RequestFactorReset } from '../accounts/request-factor-reset.use-case';
import { ConfirmTotp } from '../mfa/confirm-totp.use-case';
import { EnrolTotp } from '../mfa/enrol-totp.use-case';
import { Phone } from '../mfa/mfa-instance.contract';
import { RemoveTotp } from '../mfa/remove-totp.use-case';
import { ResetFactor } from '../mfa/reset-factor.use-case';
import { SecondFactors } from '../mfa/second-factors';
import { StepUp } from '../mfa/step-up.use-case';
import { type LoginInstance, mailsIn, refused } from './login-scene.contract';
import { type LoginSurroundings } from './login-surroundings.contract';
import { type StepUpRequiredError } from './step-up-required.error';

const refusalOf = (login: Promise<unknown>): Promise<unknown> =>
  login.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Two instances, of which the other one wants a second factor of administrators. */
export interface FactorScene {
  readonly on: LoginSurroundings;
  readonly one: LoginInstance;
  readonly other: LoginInstance;
}

/** What holds of an account whose role needs a second factor, as part of a spec that has two instances. */
export function requiredFactor(scene: () => FactorScene): void {
  describe('an account whose role needs a second factor and has none', () => {
    const administrator = async () => {
      const account = await scene().one.someone();
      await scene().on.postgres.sql("UPDATE auth.users SET role = 'admin' WHERE id = $1", [account.id]);
      return account;
    };
    const enrolled = async (account: Account) => {
      const { challenge, code } = await scene().on.mailedCode(scene().other, { email: account.email });
      const { access_token: token } = await scene().other.get(StepUp).run(challenge, code);
      const caller = await scene().other.callerOf(token);
      const { secret } = await scene().other.get(EnrolTotp).run(caller);
      await scene().other.get(ConfirmTotp).run(caller, new Phone(secret).code());
      return { token, phone: new Phone(secret) };
    };
    const isMailed = (email: string, subject: string) =>
      until(
        subject,
        async () => (await mailsIn(scene().on.outbox, email)).some((mail) => mail.includes(subject)),
        {
          timeout: 20_000,
        },
      );

    it('sets one up after a mailed code alone, whatever is known of the device', async () => {
      const account = await administrator();
      const before = await scene().one.callerOf((await scene().one.logIn(account)).access_token);
      await expect(scene().other.get(EnrolTotp).run(before)).rejects.toEqual(
        refused('reauthentication_required'),
      );
      await enrolled(account);
      await isMailed(account.email, 'A second factor was set up');
    });

    it('keeps the one it has', async () => {
      const account = await administrator();
      const { token, phone } = await enrolled(account);
      const remove = scene().other.get(RemoveTotp);
      const caller = await scene().other.callerOf(token);
      await expect(remove.run(caller, phone.code(1))).rejects.toEqual(refused('mfa_required'));
      expect(await scene().one.get(SecondFactors).isEnrolled(account.id)).toBe(true);
    });

    it('is without one again when an administrator takes it away, and nobody is in it any more', async () => {
      const account = await administrator();
      const { token } = await enrolled(account);
      await scene().one.get(ResetFactor).run(account.id, account.id);
      await until('the word of it', async () => !(await scene().other.accepts(token)));
      expect(await scene().one.get(SessionStore).list(account.id)).toEqual([]);
      expect(await scene().on.eventsOf(account)).toContain('mfa.reset');
      await isMailed(account.email, 'Your second factor was taken away');
      await scene().one.get(ResetFactor).run(account.id, account.id);
      expect((await scene().on.eventsOf(account)).filter((type) => type === 'mfa.reset')).toHaveLength(1);
      await enrolled(account);
    });

    it('has it taken away by who has the machine', async () => {
      const account = await administrator();
      const { token } = await enrolled(account);
      const command = new RequestFactorReset(
        scene().one.get(AccountRecord),
        scene().one.get(Jobs),
        scene().one.get(Transactions),
      );
      await expect(command.run('nobody@example.com')).rejects.toThrow('Nobody has the address');
      await command.run(account.email);
      await until('the word of it', async () => !(await scene().other.accepts(token)), { timeout: 20_000 });
      expect(await scene().on.eventsOf(account)).toContain('mfa.reset');
    });
  });

  describe('an account whose role needs no second factor', () => {
    it('is without one for a code: this session has shown none from then on, and the others end', async () => {
      const { one, other } = scene();
      const { email } = await one.someone();
      const { access_token: token, refresh_token: refresh } = await one.logIn({ email });
      const caller = await one.callerOf(token);
      const phone = new Phone((await one.get(EnrolTotp).run(caller)).secret);
      const [recoveryCode = ''] = await one.get(ConfirmTotp).run(caller, phone.code());
      const waiting = (await refusalOf(other.logIn({ email }))) as StepUpRequiredError;
      const elsewhere = await other.get(StepUp).run(waiting.details.challenge, phone.code(1));
      const renewed = await one.refresh(refresh);
      const shown = await one.callerOf(renewed.access_token);
      expect(shown.methods).toEqual(['pwd', 'otp']);
      await other.get(RemoveTotp).run(shown, recoveryCode);
      await until('the word of it', async () => !(await one.accepts(elsewhere.access_token)));
      const after = await one.refresh(renewed.refresh_token);
      expect(await other.callerOf(after.access_token)).toMatchObject({ methods: ['pwd'] });
    });
  });
}
