import { Transactions } from '@secureconnect/platform';
import { SessionStore } from '@secureconnect/session-store';
import { until } from '@secureconnect/testing';
import { AccountRecord } from '../accounts/account-record.adapter';
import { Challenges } from '../mfa/challenges';
import { StepUp } from '../mfa/step-up.use-case';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { chrome, type LoginInstance, mailsIn, passPhrase, refused } from './login-scene.contract';
import { LoginSurroundings } from './login-surroundings.contract';
import { requiredFactor } from './required-factor.contract';

let on: LoginSurroundings;
let one: LoginInstance;
let other: LoginInstance;

const wrong = refused('invalid_credentials');
const rows = <T extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  on.postgres.sql<T>(text, values);
const mailsTo = (email: string) => mailsIn(on.outbox, email);

beforeAll(async () => {
  on = await LoginSurroundings.open();
  [one, other] = await on.start({}, { MFA_REQUIRED_ROLES: ['admin'] });
}, 90_000);
afterAll(() => on.close());

describe('a login', () => {
  it('gives a session whose tokens are good on every instance', async () => {
    const { email, id } = await one.someone();
    const answer = await one.logIn({ email: ` ${email.toUpperCase()} `, fingerprint: 'laptop' });
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 900, user: { id } });
    const caller = await other.callerOf(answer.access_token);
    expect(caller).toMatchObject({
      userId: id,
      sessionId: answer.session_id,
      methods: ['pwd'],
      role: 'user',
    });
  });

  it('is refused alike whether the password is wrong, nobody has the address, or it is locked', async () => {
    const account = await one.someone();
    const { email } = account;
    const tries = (who: string) =>
      one.logIn({ email: who, password: 'not her pass phrase', address: '192.0.2.99' });
    for (let time = 0; time < 5; time += 1) await expect(tries(email)).rejects.toEqual(wrong);
    await expect(tries('nobody@example.com')).rejects.toEqual(wrong);
    await expect(other.logIn({ email, address: '192.0.2.98' })).rejects.toEqual(wrong);
    expect((await on.eventsOf(account)).filter((type) => type === 'login.refused')).toHaveLength(1);
    await until('the mail', async () => (await mailsTo(email)).some((mail) => mail.includes('locked')), {
      timeout: 20_000,
    });
    expect((await on.eventsOf(account)).filter((type) => type === 'account.locked')).toHaveLength(1);
  });

  it('at a locked name counts against the address like any other, and is not told of each time', async () => {
    const account = await one.someone();
    const address = '192.0.2.96';
    const codes: string[] = [];
    for (let time = 0; time < 54; time += 1) {
      const login = (time % 2 ? one : other).logIn({ email: account.email, password: 'a guess', address });
      codes.push(await login.then(String, ({ code }: { code: string }) => code));
    }
    expect(codes.slice(0, 50)).toEqual(Array(50).fill('invalid_credentials'));
    expect(codes.slice(50)).toEqual(Array(4).fill('rate_limited'));
    const refusals =
      "SELECT details->>'times' AS times FROM auth.audit_events WHERE user_id = $1 AND type = $2";
    const told = await rows<{ times: string }>(`${refusals} ORDER BY id`, [account.id, 'login.refused']);
    expect(told.map(({ times }) => times)).toEqual(['1', '10']);
  }, 90_000); // More than fifty passwords are hashed, one after another.

  it('is let in from a device she has used, while others have locked her account', async () => {
    const { email } = await one.someone();
    await one.logIn({ email, fingerprint: 'her own laptop' });
    for (let time = 0; time < 6; time += 1)
      await expect(
        one.logIn({ email, password: 'a guess of somebody', address: '203.0.113.9' }),
      ).rejects.toEqual(wrong);
    await expect(other.logIn({ email, fingerprint: 'a new phone' })).rejects.toEqual(wrong);
    expect((await other.logIn({ email, fingerprint: 'her own laptop' })).session_id).toEqual(
      expect.any(String),
    );
  });

  it('is recorded, and not mailed, where it locks a known device for itself', async () => {
    const account = await one.someone();
    const { email } = account;
    await one.logIn({ email, fingerprint: 'laptop' });
    for (let time = 0; time < 5; time += 1)
      await expect(one.logIn({ email, fingerprint: 'laptop', password: 'a slip' })).rejects.toEqual(wrong);
    await until('the record', async () => (await on.eventsOf(account)).includes('account.locked'), {
      timeout: 20_000,
    });
    const details = "SELECT details FROM auth.audit_events WHERE user_id = $1 AND type = 'account.locked'";
    expect(await rows(details, [account.id])).toEqual([{ details: { of: 'device' } }]);
    expect(await mailsTo(email)).toEqual([]);
  });

  it('leaves ten sessions where eleven were at once on two instances, and only their tokens are good', async () => {
    const { email, id } = await one.someone();
    const at = Array.from({ length: 11 }, (_, index) => (index % 2 ? one : other));
    const answers = await Promise.all(at.map((instance) => instance.logIn({ email, fingerprint: 'laptop' })));
    const left = (await one.get(SessionStore).list(id)).map((session) => session.id);
    expect(left).toHaveLength(10);
    for (const { access_token: token, session_id: session } of answers)
      await until(
        'the word of it',
        async () => (await one.accepts(token)) === left.includes(String(session)),
      );
  });

  it('lets nobody in whose account was disabled, or password changed, while it was being verified', async () => {
    for (const change of [{ isDisabled: true }, { passwordHash: 'another' }]) {
      const { email, id } = await one.someone();
      const code = change.isDisabled ? 'account_disabled' : 'invalid_credentials';
      await expect(other.logInDuring({ email }, id, change)).rejects.toMatchObject({ code });
      expect(await one.get(SessionStore).list(id)).toEqual([]);
    }
  });

  it('gives an administrator who is demoted while it is being verified the role she has by then', async () => {
    const { email, id } = await one.someone();
    await rows("UPDATE auth.users SET role = 'admin' WHERE id = $1", [id]);
    const answer = await one.logInDuring({ email }, id, { role: 'user' });
    expect(answer.user).toMatchObject({ role: 'user' });
    expect(await other.callerOf(answer.access_token)).toMatchObject({ role: 'user' });
  });

  it('says after a right password, and only then, that the account is disabled, however often it is tried', async () => {
    const account = await one.someone();
    const { email, id } = account;
    await one
      .get(Transactions)
      .run(({ manager }) => one.get(AccountRecord).change(manager, id, { isDisabled: true }));
    await expect(one.logIn({ email, password: 'not her pass phrase' })).rejects.toEqual(wrong);
    for (let time = 1; time <= 6; time += 1)
      await expect(one.logIn({ email })).rejects.toEqual(refused('account_disabled'));
    // Who knows the password of a closed account is not passed over by the record.
    const refusals = Array<string>(6).fill('login.refused');
    expect(await on.eventsOf(account)).toEqual(['login.failed', ...refusals]);
  });

  it('tells the owner of a device that is new to an account which has others', async () => {
    const account = await one.someone();
    const { email } = account;
    await one.logIn({ email, fingerprint: 'laptop' });
    await one.logIn({ email, fingerprint: 'laptop' });
    await one.logIn({ email, fingerprint: 'phone' });
    await until('the mail', async () => (await mailsTo(email)).length > 0, { timeout: 20_000 });
    const mails = await mailsTo(email);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain('Firefox on Linux');
    expect(await on.eventsOf(account)).toEqual(['login', 'login', 'device.new', 'login']);
  });

  it('tells of five new devices in an hour at most, and records them all', async () => {
    const account = await one.someone();
    const { email } = account;
    for (let device = 0; device < 8; device += 1)
      await one.logIn({ email, fingerprint: `device ${device}`, address: '192.0.2.7' });
    expect((await on.eventsOf(account)).filter((type) => type === 'device.new')).toHaveLength(7);
    await until('no mail under way', async () => (await rows('SELECT FROM auth.jobs')).length === 0, {
      timeout: 20_000,
    });
    expect(await mailsTo(email)).toHaveLength(5);
  });

  it('that could not be verified is no failure', async () => {
    const { email } = await one.someone();
    const verify = jest.spyOn(one.get(PasswordHasher), 'verify');
    for (let time = 0; time < 6; time += 1) {
      verify.mockRejectedValueOnce(new Error('no thread to be had'));
      await expect(one.logIn({ email, address: '192.0.2.97' })).rejects.toThrow('no thread to be had');
    }
    verify.mockRestore();
    expect((await one.logIn({ email, address: '192.0.2.97' })).session_id).toEqual(expect.any(String));
  });

  it('upgrades a hash that was made with less, and goes on knowing the password', async () => {
    const { email, id } = await one.someone();
    const weak = '$argon2id$v=19$m=4096,t=1,p=1$';
    const { hash } = await import('@node-rs/argon2');
    const before = await hash(passPhrase, { memoryCost: 4_096, timeCost: 1, parallelism: 1 });
    expect(before.startsWith(weak)).toBe(true);
    await rows('UPDATE auth.users SET password_hash = $2 WHERE id = $1', [id, before]);
    await one.logIn({ email });
    const isUpgraded = async () => {
      const account = await one.get(AccountRecord).findById(id);
      return account && !one.get(PasswordHasher).needsUpgrade(account.passwordHash);
    };
    await until('the upgrade', isUpgraded, { timeout: 20_000 });
    expect((await other.logIn({ email })).session_id).toEqual(expect.any(String));
  });

  it('that is risky waits for a code which was mailed, whatever the device calls itself, and goes on with it once', async () => {
    const { email } = await one.someone();
    await one.logIn({ email, fingerprint: 'laptop' });
    const risky = { email, fingerprint: 'unknown', address: '203.0.113.10', userAgent: chrome };
    const { challenge, code } = await on.mailedCode(one, risky);
    const answer = await other.get(StepUp).run(challenge, code);
    expect(await one.callerOf(answer.access_token)).toMatchObject({ methods: ['pwd', 'mail'] });
    await expect(one.get(StepUp).run(challenge, code)).rejects.toEqual(refused('gone'));
  });
});

describe('a code that comes after the password was changed', () => {
  it('lets nobody in', async () => {
    const account = await one.someone();
    const { id } = account;
    const context = {
      ...{ seen: { at: 0, address: '192.0.2.7', userAgent: chrome }, device: {} },
      ...{ risk: { score: 0.9, reasons: [] }, passwordChangedAt: account.passwordChangedAt.getTime() },
    };
    const { challenge, mailCode } = await one.get(Challenges).issue(id, context, 'mail');
    await one
      .get(Transactions)
      .run(({ manager }) => one.get(AccountRecord).change(manager, id, { passwordHash: 'another' }));
    await expect(one.get(StepUp).run(challenge, String(mailCode))).rejects.toEqual(wrong);
    expect(await one.get(SessionStore).list(id)).toEqual([]);
  });
});

requiredFactor(() => ({ on, one, other }));
