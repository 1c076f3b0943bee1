import { stat } from 'node:fs/promises';
import { Transactions } from '@secureconnect/platform';
import { DegradedMarks } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { LinkExpiredError } from '../links/link-expired.error';
import { Mailer } from '../mail/mailer';
import { AccountRecord } from './account-record.adapter';
import { AccountScene } from './account-scene.contract';
import { claimedAddresses } from './claimed-addresses.contract';
import { InvalidEmailError } from './invalid-email.error';
import { RegisterAccount } from './register-account.use-case';
import { RemoveUnverified } from './remove-unverified.use-case';
import { RequestMail } from './request-mail.use-case';
import { UpdateAccount } from './update-account.use-case';
import { UsernameTakenError } from './username-taken.error';
import { VerifyEmail } from './verify-email.use-case';

const verifyMail = 'Verify your address';
const knownMail = 'You have an account already';

describe('registering', () => {
  let scene: AccountScene;
  const register = (person: Parameters<RegisterAccount['run']>[0]) => scene.get(RegisterAccount).run(person);
  const verify = (token: string | undefined) => scene.get(VerifyEmail).run(token ?? '');
  const request = (kind: 'verify' | 'reset', email: string) =>
    scene.get(RequestMail).run({ kind, email, address: '192.0.2.1' });
  const accountsOf = (email: string) =>
    scene.rows('SELECT id FROM auth.users WHERE email_key = $1', [email.toLowerCase()]);

  beforeAll(async () => void (scene = await AccountScene.start()), 60_000);
  afterAll(() => scene.close());

  it('mails a link that verifies the address, once', async () => {
    const person = scene.person();
    expect(await register(person)).toEqual({ status: 'accepted' });
    const { token } = await scene.mailTo(person.email, verifyMail);
    const before = await scene.get(AccountRecord).findByEmail(person.email.toUpperCase());
    expect(before).toMatchObject({ email: person.email, role: 'user', emailVerifiedAt: null });
    await verify(token);
    const after = await scene.get(AccountRecord).findByEmail(person.email);
    expect(after?.emailVerifiedAt).toBeInstanceOf(Date);
    await expect(verify(token)).rejects.toThrow(LinkExpiredError);
  });

  it('holds an address for a week that nobody verifies, and then lets it go; what was ever verified stays', async () => {
    const [late, fresh, proved, moved] = [
      await scene.registered(),
      await scene.registered(),
      await scene.registered(),
      await scene.registered(),
    ];
    await verify((await scene.mailTo(proved.email, verifyMail)).token);
    await verify((await scene.mailTo(moved.email, verifyMail)).token);
    await scene.get(UpdateAccount).run(moved.id, moved.id, { email: `moved.${moved.email}` });
    const age = "UPDATE auth.users SET updated_at = updated_at - interval '8 days' WHERE id = ANY ($1)";
    await scene.rows(age, [[late.id, proved.id, moved.id]]);
    expect(await scene.get(RemoveUnverified).run()).toBe(1);
    expect(await scene.get(RemoveUnverified).run()).toBe(0);
    expect(await accountsOf(late.email)).toHaveLength(0);
    for (const { id } of [fresh, proved, moved])
      expect(await scene.get(AccountRecord).findById(id)).toBeDefined();
    await register({ ...scene.person(), email: late.email, username: late.username });
    expect((await scene.get(AccountRecord).findByEmail(late.email))?.id).not.toBe(late.id);
  });

  it('of an account that is made an administrator just then is not undone for its address', async () => {
    const late = await scene.registered();
    const age = "UPDATE auth.users SET updated_at = updated_at - interval '8 days' WHERE id = $1";
    await scene.rows(age, [late.id]);
    const { removing } = await scene.get(Transactions).run(async ({ manager }) => {
      await scene.get(AccountRecord).change(manager, late.id, { role: 'admin' });
      const begun = scene.get(RemoveUnverified).run();
      const waits = 'SELECT FROM pg_locks WHERE NOT granted';
      await until('it to wait', async () => (await scene.rows(waits)).length > 0);
      return { removing: begun };
    });
    expect(await removing).toBe(0);
    expect(await scene.get(AccountRecord).findById(late.id)).toMatchObject({ role: 'admin' });
  });

  it('keeps no password and no token as it was given', async () => {
    const person = scene.person();
    await register(person);
    const { token = '' } = await scene.mailTo(person.email, verifyMail);
    const kept = JSON.stringify([
      await scene.rows('SELECT * FROM auth.users'),
      await scene.rows('SELECT user_id, kind, token_hash::text FROM auth.account_links'),
    ]);
    expect(kept).toContain('$argon2id$');
    expect([kept.includes(person.password), kept.includes(token)]).toEqual([false, false]);
  });

  it('answers for a known address as for any other, and tells its owner', async () => {
    const known = await scene.registered();
    await verify((await scene.mailTo(known.email, verifyMail)).token);
    const again = { ...scene.person(), email: ` ${known.email.toUpperCase()} ` };
    const answers = await Promise.all([register(again), register(scene.person())]);
    expect(answers[0]).toEqual(answers[1]);
    await scene.mailTo(known.email, knownMail);
    expect(await accountsOf(known.email)).toHaveLength(1);
    expect((await scene.get(AccountRecord).findByEmail(known.email))?.username).toBe(known.username);
    expect(await scene.get(AccountRecord).findByUsername(again.username)).toBeUndefined();
  });

  it('marks its answer as degraded for a known address as for any other, when Redis has just gone', async () => {
    const [known, fresh] = [await scene.registered(), scene.person()];
    const marksOf = async (person: Parameters<typeof register>[0]) => {
      const marks = new DegradedMarks();
      await marks.run(() => register(person));
      return marks.list;
    };
    scene.redis.freeze();
    const told = await Promise.all([marksOf({ ...scene.person(), email: known.email }), marksOf(fresh)]);
    scene.redis.thaw();
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toEqual(['cache']);
  });

  it('refuses a name that is taken, whoever has the address', async () => {
    const known = await scene.registered();
    const username = known.username.toUpperCase();
    await expect(register({ ...scene.person(), username })).rejects.toThrow(UsernameTakenError);
    await expect(register({ ...scene.person(), email: known.email, username })).rejects.toThrow(
      UsernameTakenError,
    );
  });

  it('of eight at once with one address makes one account, and answers all alike', async () => {
    const { email } = scene.person();
    const all = Array.from({ length: 8 }, () => register({ ...scene.person(), email }));
    expect(new Set((await Promise.all(all)).map(({ status }) => status))).toEqual(new Set(['accepted']));
    expect(await accountsOf(email)).toHaveLength(1);
  });

  it('of eight at once with one name makes one account', async () => {
    const { username } = scene.person();
    const all = Array.from({ length: 8 }, () => register({ ...scene.person(), username }));
    const results = await Promise.allSettled(all);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(UsernameTakenError);
  });

  it.each([
    'no address',
    'ada@',
    '"ada"@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'a@b@example.com',
  ])('refuses %j as an address', async (email) => {
    await expect(register({ ...scene.person(), email })).rejects.toThrow(InvalidEmailError);
  });

  it('refuses a password that everybody guesses first', async () => {
    await expect(register({ ...scene.person(), password: 'password1' })).rejects.toMatchObject({
      code: 'weak_password',
    });
  });

  claimedAddresses(() => scene);

  describe('a link that is mailed once more', () => {
    it('voids the one before', async () => {
      const account = await scene.registered();
      const former = await scene.mailTo(account.email, verifyMail);
      await request('verify', account.email);
      const later = await scene.mailTo(account.email, verifyMail, 2);
      expect(later.token).not.toBe(former.token);
      await expect(verify(former.token)).rejects.toThrow(LinkExpiredError);
      await verify(later.token);
    });

    it('is accepted for everybody and mailed to those who need it', async () => {
      const [verified, nobody] = [await scene.registered(), scene.person()];
      await verify((await scene.mailTo(verified.email, verifyMail)).token);
      const answers = await Promise.all(
        [verified, nobody].flatMap(({ email }) => [request('verify', email), request('reset', nobody.email)]),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      await scene.idle();
      expect(await scene.mailsTo(nobody.email)).toEqual([]);
      expect(await scene.mailsTo(verified.email)).toHaveLength(1);
    });

    it('is not mailed without end', async () => {
      const account = await scene.registered();
      for (let asked = 0; asked < 8; asked += 1) await request('reset', account.email);
      await scene.idle();
      const resets = (await scene.mailsTo(account.email)).filter(({ subject }) =>
        subject.startsWith('Reset'),
      );
      expect(resets).toHaveLength(5);
    });
  });

  it('is worth nothing a day later, tampered with, or as a link of another kind', async () => {
    const account = await scene.registered();
    const { token = '' } = await scene.mailTo(account.email, verifyMail);
    const tampered = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    await expect(verify(tampered)).rejects.toThrow(LinkExpiredError);
    await request('reset', account.email);
    const reset = await scene.mailTo(account.email, 'Reset your password');
    await expect(verify(reset.token)).rejects.toThrow(LinkExpiredError);
    await scene.rows("UPDATE auth.account_links SET expires_at = now() - interval '1 s' WHERE user_id = $1", [
      account.id,
    ]);
    await expect(verify(token)).rejects.toThrow(LinkExpiredError);
  });

  describe('mail', () => {
    const mail = {
      template: 'reset',
      to: 'eve@example.com',
      values: { name: '<b>eve</b>', token: 'a-secret-token' },
    } as const;

    it('lies sealed in the queue, and is not sent where its transaction is not committed', async () => {
      const undone = scene.get(Transactions).run(async (within) => {
        await scene.get(Mailer).send(mail, within);
        const jobs = JSON.stringify(await within.manager.query('SELECT * FROM jobs'));
        expect(jobs).toContain('sealed');
        for (const secret of ['a-secret-token', 'eve@example.com']) expect(jobs).not.toContain(secret);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      await scene.idle();
      expect(await scene.mailsTo(mail.to)).toEqual([]);
    });

    it('escapes what people typed, leads where PUBLIC_URL says, and is for nobody else on the machine', async () => {
      await scene.get(Transactions).run((within) => scene.get(Mailer).send(mail, within));
      const { raw } = await scene.mailTo(mail.to, 'Reset your password');
      expect(raw).toContain('Hello &lt;b&gt;eve&lt;/b&gt;,');
      expect(raw).toContain('\nhttps://secure.example/reset-password#token=a-secret-token\n');
      expect(raw).not.toMatch(/^(?!.*https:\/\/secure\.example\/).*https?:/m);
      expect(((await stat(scene.outbox)).mode & 0o777).toString(8)).toBe('700');
    });
  });
});
