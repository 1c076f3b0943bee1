import { NotAuthenticatedError } from '@secureconnect/identity';
import { Secret } from 'otpauth';
import { ChallengeOverError } from './challenge-over.error';
import { ConfirmTotp } from './confirm-totp.use-case';
import { EnrolTotp } from './enrol-totp.use-case';
import { InvalidCodeError } from './invalid-code.error';
import { MfaAlreadyEnabledError } from './mfa-already-enabled.error';
import { enrol, Phone, type SceneLogin, startMfaInstance } from './mfa-instance.contract';
import { MfaScene, secret } from './mfa-scene.contract';
import { RemoveTotp } from './remove-totp.use-case';
import { RenewRecoveryCodes } from './renew-recovery-codes.use-case';
import { SecondFactors } from './second-factors';
import { StepUpCompletion } from './step-up-completion.port';

describe('a second factor', () => {
  let scene: MfaScene;

  beforeAll(async () => {
    scene = await MfaScene.start();
  });
  beforeEach(() => scene.enter());
  afterAll(() => scene.close());

  describe('being set up', () => {
    it('counts once a code of it was shown, and its session has shown it too', async () => {
      const { secret: shown, otpauthUri } = await scene.get(EnrolTotp).run(scene.person.caller);
      const { protocol, pathname, searchParams } = new URL(otpauthUri);
      expect([protocol, decodeURIComponent(pathname)]).toEqual([
        'otpauth:',
        `/SecureConnect:${scene.person.id}@example.org`,
      ]);
      expect(searchParams.get('secret')).toBe(shown);
      expect(await scene.get(SecondFactors).isEnrolled(scene.person.id)).toBe(false);
      const phone = new Phone(shown);
      await expect(scene.get(ConfirmTotp).run(scene.person.caller, phone.wrongCode())).rejects.toThrow(
        InvalidCodeError,
      );
      expect(await scene.get(SecondFactors).isEnrolled(scene.person.id)).toBe(false);
      const codes = await scene.get(ConfirmTotp, scene.other).run(scene.person.caller, phone.code());
      expect(new Set(codes).size).toBe(10);
      expect(await scene.get(SecondFactors).isEnrolled(scene.person.id)).toBe(true);
      expect((scene.get(StepUpCompletion, scene.other) as SceneLogin).raised).toContain(
        scene.person.caller.sessionId,
      );
      expect(await scene.audited()).toEqual(['mfa.code_refused', 'mfa.enabled']);
      expect(scene.mailed()).toEqual(['factor_added']);
    });

    it('begun again, counts with the later secret alone', async () => {
      const [first, second] = [
        await scene.get(EnrolTotp).run(scene.person.caller),
        await scene.get(EnrolTotp, scene.other).run(scene.person.caller),
      ];
      await expect(
        scene.get(ConfirmTotp).run(scene.person.caller, new Phone(first.secret).code()),
      ).rejects.toThrow(InvalidCodeError);
      await expect(
        scene.get(ConfirmTotp).run(scene.person.caller, new Phone(second.secret).code()),
      ).resolves.toHaveLength(10);
    });

    it('is not set up twice, nor replaced by who only has a token', async () => {
      await enrol(scene.one, scene.person);
      await expect(scene.get(EnrolTotp).run(scene.person.caller)).rejects.toThrow(MfaAlreadyEnabledError);
      await expect(scene.get(ConfirmTotp).run(scene.person.caller, '123456')).rejects.toThrow(
        MfaAlreadyEnabledError,
      );
    });

    it('confirmed by two at once, gives recovery codes once', async () => {
      const phone = new Phone((await scene.get(EnrolTotp).run(scene.person.caller)).secret);
      const code = phone.code();
      const outcomes = await Promise.allSettled(
        [scene.one, scene.other].map((app) => scene.get(ConfirmTotp, app).run(scene.person.caller, code)),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await scene.query('SELECT FROM mfa_recovery_codes WHERE user_id = $1')).toHaveLength(10);
    });

    it('is not set up for an account that was disabled', async () => {
      await scene.query('UPDATE users SET disabled_at = now() WHERE id = $1');
      await expect(scene.get(EnrolTotp).run(scene.person.caller)).rejects.toThrow(NotAuthenticatedError);
    });
  });

  describe('taken away', () => {
    it('takes a code, after which nothing of it is left', async () => {
      const { phone, recoveryCodes } = await enrol(scene.one, scene.person);
      await expect(scene.get(RemoveTotp).run(scene.person.caller, phone.wrongCode())).rejects.toThrow(
        InvalidCodeError,
      );
      expect(await scene.get(SecondFactors).isEnrolled(scene.person.id)).toBe(true);
      await scene.get(RemoveTotp, scene.other).run(scene.person.caller, phone.code());
      expect(await scene.get(SecondFactors).isEnrolled(scene.person.id)).toBe(false);
      const { challenge: token } = await scene.challenge();
      expect(await scene.show(token, recoveryCodes[0] ?? '')).toBe(InvalidCodeError);
      expect(await scene.audited()).toContain('mfa.disabled');
      expect(scene.mailed()).toEqual(['factor_added', 'factor_removed']);
      await expect(enrol(scene.one, scene.person)).resolves.toBeDefined();
    });

    it('has its recovery codes replaced with a code alone, and those before count no more', async () => {
      const { phone, recoveryCodes } = await enrol(scene.one, scene.person);
      await expect(scene.get(RenewRecoveryCodes).run(scene.person.id, phone.wrongCode())).rejects.toThrow(
        InvalidCodeError,
      );
      const [code = ''] = await scene.get(RenewRecoveryCodes).run(scene.person.id, phone.code());
      const { challenge: token } = await scene.challenge();
      expect(await scene.show(token, recoveryCodes[0] ?? '')).toBe(InvalidCodeError);
      expect(await scene.show(token, code)).toBe('completed');
    });
  });

  describe('as it lies in PostgreSQL', () => {
    it('is not to be read: neither the secret, nor a code, nor what a login knew', async () => {
      const { secret: shown } = await scene.get(EnrolTotp).run(scene.person.caller);
      const codes = await scene.get(ConfirmTotp).run(scene.person.caller, new Phone(shown).code());
      const { challenge: token, mailCode = '' } = await scene.challenge('mail');
      const rows = JSON.stringify(
        await Promise.all(
          ['mfa_factors', 'mfa_recovery_codes', 'mfa_challenges'].map((table) =>
            scene.query(`SELECT encode(convert_to(t::text, 'UTF8'), 'escape') AS text FROM ${table} t`, []),
          ),
        ),
      );
      const plain = [
        shown,
        token,
        mailCode,
        'a phone',
        ...codes,
        ...codes.map((code) => code.replaceAll('-', '')),
      ];
      const bytes = [...plain.map((text) => Buffer.from(text)), Buffer.from(Secret.fromBase32(shown).bytes)];
      for (const one of bytes) expect(rows).not.toContain(one.toString('hex'));
      for (const text of plain.filter((one) => one !== mailCode)) expect(rows).not.toContain(text);
    });

    it('is sealed anew when the secret of auth changes, and the former one is not needed then', async () => {
      const { phone } = await enrol(scene.one, scene.person);
      const [was] = await scene.query<{ sealed_with: string }>(
        'SELECT sealed_with FROM mfa_factors WHERE user_id = $1',
        [scene.person.id],
      );
      const next = { AUTH_SECRET: 'another secret that is long enough' };
      const changing = await startMfaInstance(scene.postgres.url, {
        ...next,
        AUTH_SECRET_BEFORE: secret.AUTH_SECRET,
      });
      await scene.get(SecondFactors, changing).reseal();
      const [is] = await scene.query<{ sealed_with: string }>(
        'SELECT sealed_with FROM mfa_factors WHERE user_id = $1',
        [scene.person.id],
      );
      expect(is?.sealed_with).not.toBe(was?.sealed_with);
      await changing.close();
      const after = await startMfaInstance(scene.postgres.url, next);
      await expect(
        scene.get(RemoveTotp, after).run(scene.person.caller, phone.code()),
      ).resolves.toBeUndefined();
      await after.close();
    });

    it('and nobody has its secret any more, lets in by the codes on paper, and waiting logins are over', async () => {
      const { phone, recoveryCodes } = await enrol(scene.one, scene.person);
      const { challenge } = await scene.challenge();
      const lost = await startMfaInstance(scene.postgres.url, {
        AUTH_SECRET: 'not the secret it was sealed by',
      });
      expect(await scene.show(challenge, phone.code(), lost)).toBe(ChallengeOverError);
      expect(await scene.get(SecondFactors, lost).reseal()).toBe(0);
      const remove = (code: string) => scene.get(RemoveTotp, lost).run(scene.person.caller, code);
      await expect(remove(phone.code())).rejects.toThrow(InvalidCodeError);
      await expect(remove(String(recoveryCodes?.[0]))).resolves.toBeUndefined();
      await lost.close();
    });
  });
});
