import { NotAuthenticatedError } from '@secureconnect/identity';
import { type Transaction, Transactions } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { AccountErasures } from '../accounts/account-erasures';
import { ChallengeOverError } from './challenge-over.error';
import { Challenges } from './challenges';
import { ConfirmTotp } from './confirm-totp.use-case';
import { EnrolTotp } from './enrol-totp.use-case';
import { InvalidCodeError } from './invalid-code.error';
import { enrol, makePerson, Phone, type SceneLogin } from './mfa-instance.contract';
import { MfaScene } from './mfa-scene.contract';
import { StepUpCompletion } from './step-up-completion.port';
import { TooManyCodesError } from './too-many-codes.error';

describe('a login that waits for a code', () => {
  let scene: MfaScene;

  beforeAll(async () => {
    scene = await MfaScene.start();
  });
  beforeEach(() => scene.enter());
  afterAll(() => scene.close());

  const times = (outcomes: unknown[], outcome: unknown) => outcomes.filter((each) => each === outcome).length;

  describe('of an app', () => {
    let phone: Phone;
    let recoveryCodes: string[];
    beforeEach(async () => {
      ({ phone, recoveryCodes } = await enrol(scene.one, scene.person));
    });

    it('completes the login that waits, which is told what it knew before', async () => {
      const complete = jest.spyOn(scene.get(StepUpCompletion, scene.other), 'complete');
      expect(await scene.show((await scene.challenge()).challenge, phone.code(), scene.other)).toBe(
        'completed',
      );
      expect(complete.mock.calls[0]?.[0]).toEqual({
        userId: scene.person.id,
        context: { device: 'a phone' },
      });
      expect(await scene.completed()).toEqual(['pwd otp']);
    });

    it('counts a code once, shown on two instances at the same time for two logins', async () => {
      const code = phone.code();
      const waiting = await Promise.all([scene.challenge(), scene.challenge()]);
      const outcomes = await Promise.all(
        waiting.map((each, at) => scene.show(each.challenge, code, at ? scene.one : scene.other)),
      );
      expect([times(outcomes, 'completed'), times(outcomes, InvalidCodeError)]).toEqual([1, 1]);
      expect(await scene.completed()).toHaveLength(1);
      expect(await scene.show((await scene.challenge()).challenge, code)).toBe(InvalidCodeError);
    });

    it('does not take the code before the one that was used', async () => {
      const before = phone.code();
      expect(await scene.show((await scene.challenge()).challenge, phone.code(1))).toBe('completed');
      expect(await scene.show((await scene.challenge()).challenge, before)).toBe(InvalidCodeError);
    });

    it('counts a recovery code once, on two instances, however it is typed', async () => {
      const [code = ''] = recoveryCodes;
      const typed = [code, ` ${code.replaceAll('-', '').toUpperCase()} `];
      const waiting = await Promise.all([scene.challenge(), scene.challenge()]);
      const outcomes = await Promise.all(
        waiting.map((each, at) => scene.show(each.challenge, typed[at] ?? '', at ? scene.one : scene.other)),
      );
      expect([times(outcomes, 'completed'), times(outcomes, InvalidCodeError)]).toEqual([1, 1]);
      expect(await scene.show((await scene.challenge()).challenge, code)).toBe(InvalidCodeError);
      expect(await scene.audited()).toContain('mfa.recovery_code_used');
      expect(scene.mailed()).toEqual(['factor_added', 'recovery_code_used']);
    });

    it("does not take another account's codes", async () => {
      const stranger = await makePerson(scene.one);
      const theirs = await enrol(scene.one, stranger);
      const { challenge: token } = await scene.challenge();
      expect(await scene.show(token, theirs.phone.code())).toBe(InvalidCodeError);
      expect(await scene.show(token, theirs.recoveryCodes[0] ?? '')).toBe(InvalidCodeError);
    });

    it('is guessed five times at most, 40 at once on two instances, over however many logins', async () => {
      const waiting = await Promise.all(Array.from({ length: 4 }, () => scene.challenge()));
      const guesses = Array.from({ length: 40 }, (_, at) =>
        scene.show(
          waiting[at % 4]?.challenge ?? '',
          phone.wrongCode(at),
          at % 8 < 4 ? scene.one : scene.other,
        ),
      );
      const outcomes = await Promise.all(guesses);
      expect(times(outcomes, InvalidCodeError)).toBe(5);
      expect(times(outcomes, TooManyCodesError) + times(outcomes, ChallengeOverError)).toBe(35);
      // Nor is the right scene.one taken now: it would tell that it is right.
      expect(await scene.show((await scene.challenge()).challenge, phone.code())).toBe(TooManyCodesError);
      expect((await scene.audited()).filter((type) => type === 'mfa.code_refused')).toHaveLength(5);
    });

    it('waits for five tries, for five minutes and for one login', async () => {
      const { challenge: token } = await scene.challenge();
      for (let at = 0; at < 5; at += 1)
        await scene.get(Challenges, at % 2 ? scene.one : scene.other).try(token, '000000');
      expect(await scene.show(token, phone.code())).toBe(ChallengeOverError);
      const late = await scene.challenge();
      await scene.query(
        "UPDATE mfa_challenges SET expires_at = expires_at - interval '5 min' WHERE user_id = $1",
        [scene.person.id],
      );
      expect(await scene.show(late.challenge, phone.code())).toBe(ChallengeOverError);
      expect(await scene.get(Challenges).cleanUp()).toBeGreaterThanOrEqual(2);
      const done = await scene.challenge();
      expect(await scene.show(done.challenge, phone.code())).toBe('completed');
      expect(await scene.show(done.challenge, recoveryCodes[0] ?? '')).toBe(ChallengeOverError);
      expect(await scene.show('A'.repeat(43), phone.code())).toBe(ChallengeOverError);
    });

    it('gives its tries back to who was right', async () => {
      const { challenge: token } = await scene.challenge();
      for (const at of [1, 2, 3, 4]) await scene.show(token, phone.wrongCode(at));
      expect(await scene.show(token, phone.code())).toBe('completed');
      const next = await scene.challenge();
      for (const at of [1, 2, 3, 4])
        expect(await scene.show(next.challenge, phone.wrongCode(at))).toBe(InvalidCodeError);
    });

    it('uses nothing up where the login fails after all', async () => {
      const login = scene.get(StepUpCompletion) as SceneLogin;
      const { challenge: token } = await scene.challenge();
      const code = phone.code();
      login.failure = new Error('no session to be had');
      expect(await scene.show(token, code)).toBe(Error);
      login.failure = undefined;
      expect(await scene.completed()).toEqual([]);
      expect(await scene.show(token, code)).toBe('completed');
    });

    it('completes nothing for an account that was disabled meanwhile', async () => {
      const { challenge: token } = await scene.challenge();
      await scene.query('UPDATE users SET disabled_at = now() WHERE id = $1');
      expect(await scene.show(token, phone.code())).toBe(NotAuthenticatedError);
    });

    it('ends with its account, and nothing of the factor is left', async () => {
      const { challenge: token } = await scene.challenge();
      const erase = (within: Transaction) => scene.get(AccountErasures).run(scene.person.id, within.manager);
      await scene.get(Transactions).run(erase);
      expect(await scene.show(token, phone.code())).toBe(ChallengeOverError);
      for (const table of ['mfa_factors', 'mfa_recovery_codes', 'mfa_challenges'])
        expect(await scene.query(`SELECT FROM ${table} WHERE user_id = $1`)).toEqual([]);
    });
  });

  it('leaves as many tries as setting an app up has left, which counts before it looks', async () => {
    const phone = new Phone((await scene.get(EnrolTotp).run(scene.person.caller)).secret);
    const confirm = (code: string, at = 0) =>
      scene
        .get(ConfirmTotp, at % 2 ? scene.one : scene.other)
        .run(scene.person.caller, code)
        .catch((error: Error) => error.constructor);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, at) => confirm(phone.wrongCode(at), at)),
    );
    expect([times(outcomes, InvalidCodeError), times(outcomes, TooManyCodesError)]).toEqual([5, 3]);
    expect(await confirm(phone.code())).toBe(TooManyCodesError);
    const { challenge: token, mailCode = '' } = await scene.challenge('mail');
    expect(await scene.show(token, mailCode)).toBe(TooManyCodesError);
  });

  describe('by mail, where an account has none', () => {
    it('is completed once, shown on two instances that both look before either has completed it', async () => {
      const { challenge: token, mailCode = '' } = await scene.challenge('mail');
      const shown = await scene.get(Transactions).run(async ({ manager }) => {
        await manager.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [scene.person.id]);
        const outcomes = [scene.one, scene.other].map((app) => scene.show(token, mailCode, app));
        const tried = 'SELECT FROM mfa_challenges WHERE user_id = $1 AND tries = 2';
        await until('both to look', async () => (await scene.query(tried)).length > 0, { timeout: 20_000 });
        return { outcomes };
      });
      const outcomes = await Promise.all(shown.outcomes);
      expect([times(outcomes, 'completed'), times(outcomes, ChallengeOverError)]).toEqual([1, 1]);
      expect(await scene.completed()).toEqual(['pwd mail']);
    });

    it('is a code for that one login', async () => {
      const [first, second] = [await scene.challenge('mail'), await scene.challenge('mail')];
      expect(first.mailCode).toMatch(/^\d{6}$/);
      const wrong = first.mailCode === '000000' ? '000001' : '000000';
      expect(await scene.show(first.challenge, wrong)).toBe(InvalidCodeError);
      if (first.mailCode !== second.mailCode)
        expect(await scene.show(second.challenge, first.mailCode ?? '')).toBe(InvalidCodeError);
      expect(await scene.show(first.challenge, first.mailCode ?? '', scene.other)).toBe('completed');
      expect(await scene.show(first.challenge, first.mailCode ?? '')).toBe(ChallengeOverError);
      expect(await scene.completed()).toEqual(['pwd mail']);
      expect(await scene.audited()).toContain('mfa.code_refused');
    });
  });
});
