import { type Caller } from '@secureconnect/identity';
import { LockoutStore } from '@secureconnect/lockout-store';
import { RedisHealthService } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { SessionStore } from '@secureconnect/session-store';
import { until } from '@secureconnect/testing';
import { LinkExpiredError } from '../links/link-expired.error';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { WeakPasswordError } from '../passwords/weak-password.error';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { AccountScene } from './account-scene.contract';
import { emailKeyOf } from './account-spelling';
import { ChangePassword } from './change-password.use-case';
import { DeleteOwnAccount } from './delete-own-account.use-case';
import { InvalidCredentialsError } from './invalid-credentials.error';
import { RegisterAccount } from './register-account.use-case';
import { RequestMail } from './request-mail.use-case';
import { ResetPassword } from './reset-password.use-case';

const address = '192.0.2.1';
const next = 'another fine pass phrase';

describe('another password', () => {
  let scene: AccountScene;
  beforeAll(async () => void (scene = await AccountScene.start()), 60_000);
  afterAll(() => scene.close());

  const reset = (token: string | undefined, password = next) =>
    scene.get(ResetPassword).run(token ?? '', password);
  const change = (caller: Caller, password: string, to = next) =>
    scene.get(ChangePassword).run({ caller, password, address }, to);
  const sessionsOf = async (userId: string) =>
    (await scene.get(SessionStore).list(userId)).map(({ id }) => id);
  const isRevoked = ({ tokenId: id, sessionId, userId, issuedAtMs }: Caller) =>
    scene.get(RevocationStore).isRevoked({ id, sessionId, userId, issuedAtMs });
  const isNow = async ({ id }: Account, password: string) => {
    const account = await scene.get(AccountRecord).findById(id);
    return scene.get(PasswordHasher).verify(account?.passwordHash ?? '', password);
  };
  const audited = async ({ id }: Account) =>
    (await scene.rows<{ type: string }>('SELECT type FROM auth.audit_events WHERE user_id = $1', [id])).map(
      ({ type }) => type,
    );

  /** The token of a link that was just asked for. */
  async function resetLink({ email }: Account, count = 1): Promise<string | undefined> {
    await scene.get(RequestMail).run({ kind: 'reset', email, address });
    return (await scene.mailTo(email, 'Reset your password', count)).token;
  }
  async function lock({ email }: Account): Promise<void> {
    const lockout = scene.get(LockoutStore);
    for (let tries = 0; tries < 5; tries += 1) {
      const verdict = await lockout.begin({ account: emailKeyOf(email), address: `198.51.100.${tries}` });
      if (verdict.allowed) await lockout.fail(verdict.id);
    }
    expect(await lockout.lockOf(emailKeyOf(email))).toBeDefined();
  }

  describe('by a link', () => {
    it('counts, ends all sessions and their tokens, unlocks, and believes the address', async () => {
      const account = await scene.registered();
      const caller = await scene.caller(account.id);
      await lock(account);
      expect(await isRevoked(caller)).toBe(false);
      await reset(await resetLink(account));
      expect([await isNow(account, next), await isNow(account, account.password)]).toEqual([true, false]);
      expect([await sessionsOf(account.id), await isRevoked(caller)]).toEqual([[], true]);
      expect(await scene.get(LockoutStore).lockOf(emailKeyOf(account.email))).toBeUndefined();
      expect((await scene.get(AccountRecord).findById(account.id))?.emailVerifiedAt).toBeInstanceOf(Date);
      expect(await audited(account)).toEqual(expect.arrayContaining(['password.reset', 'sessions.ended']));
      await scene.mailTo(account.email, 'Your password was changed');
    });

    it('is given once, though the link is used twice at the same time', async () => {
      const account = await scene.registered();
      const token = await resetLink(account);
      const results = await Promise.allSettled([reset(token, `${next} 1`), reset(token, `${next} 2`)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const winner = results.findIndex(({ status }) => status === 'fulfilled') + 1;
      expect(await isNow(account, `${next} ${winner}`)).toBe(true);
      await expect(reset(token)).rejects.toThrow(LinkExpiredError);
    });

    it('is not given for the older of two', async () => {
      const account = await scene.registered();
      const older = await resetLink(account);
      const later = await resetLink(account, 2);
      await expect(reset(older)).rejects.toThrow(LinkExpiredError);
      await reset(later);
    });

    it('leaves the link as good as it was where it is too weak', async () => {
      const account = await scene.registered();
      const token = await resetLink(account);
      await expect(reset(token, 'password1')).rejects.toThrow(WeakPasswordError);
      await expect(reset(token, account.username)).rejects.toThrow(WeakPasswordError);
      await reset(token);
    });

    it('is not given for a link that went to an address which is hers no more', async () => {
      const account = await scene.registered();
      const token = await resetLink(account);
      const email = `moved.${account.email}`;
      await scene.rows('UPDATE auth.users SET email = $2, email_key = $3 WHERE id = $1', [
        ...[account.id, email, emailKeyOf(email)],
      ]);
      await expect(reset(token)).rejects.toThrow(LinkExpiredError);
      expect(await isNow(account, account.password)).toBe(true);
    });

    it('is not given after the password was changed, nor to a disabled account', async () => {
      const [changed, disabled] = [await scene.registered(), await scene.registered()];
      const tokens = [await resetLink(changed), await resetLink(disabled)];
      await change(await scene.caller(changed.id), changed.password);
      await scene.rows('UPDATE auth.users SET disabled_at = now() WHERE id = $1', [disabled.id]);
      for (const token of tokens) await expect(reset(token)).rejects.toThrow(LinkExpiredError);
    });
  });

  describe('for the present one', () => {
    it('ends all other sessions and keeps the own', async () => {
      const account = await scene.registered();
      const other = await scene.caller(account.id);
      const own = await scene.caller(account.id);
      await change(own, account.password);
      expect(await isNow(account, next)).toBe(true);
      expect(await sessionsOf(account.id)).toEqual([own.sessionId]);
      expect([await isRevoked(other), await isRevoked(own)]).toEqual([true, false]);
      await scene.mailTo(account.email, 'Your password was changed');
      expect(await audited(account)).toContain('password.changed');
    });

    it('ends what was given without a session before', async () => {
      const account = await scene.registered();
      const own = await scene.caller(account.id);
      const stateless = { ...own, tokenId: own.userId, sessionId: undefined, issuedAtMs: own.issuedAtMs - 1 };
      await change(own, account.password);
      expect([await isRevoked(stateless), await isRevoked(own)]).toEqual([true, false]);
    });

    it('is not given for a wrong one, and cannot be guessed', async () => {
      const account = await scene.registered();
      const [caller, other] = [await scene.caller(account.id), await scene.caller(account.id)];
      const guess = (who: Caller, at: number) => change(who, `a guess ${at}`).catch((error: Error) => error);
      const refused = await Promise.all(Array.from({ length: 8 }, (_, at) => guess(caller, at)));
      for (const error of refused) expect(error).toBeInstanceOf(InvalidCredentialsError);
      await expect(change(caller, account.password)).rejects.toThrow(InvalidCredentialsError);
      expect((await audited(account)).filter((type) => type === 'password.refused')).toHaveLength(9);
      expect([await isNow(account, account.password), (await sessionsOf(account.id)).length]).toEqual([
        true,
        2,
      ]);
      // Whoever guesses in one session does not keep its owner out of another.
      await change(other, account.password);
      expect(await isNow(account, next)).toBe(true);
    });

    it('is given once, though it is asked for twice at the same time', async () => {
      const account = await scene.registered();
      const callers = [await scene.caller(account.id), await scene.caller(account.id)];
      const results = await Promise.allSettled(
        callers.map((caller, at) => change(caller, account.password, `${next} ${at}`)),
      );
      const winner = results.findIndex(({ status }) => status === 'fulfilled');
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await isNow(account, `${next} ${winner}`)).toBe(true);
      expect(await sessionsOf(account.id)).toEqual([callers[winner]?.sessionId]);
    });
  });

  it.each([
    ['killed', async () => scene.redis.kill(), async () => scene.redis.start()],
    ['frozen', async () => scene.redis.freeze(), async () => scene.redis.thaw()],
  ])('ends sessions while Redis is %s, and they stay ended', async (_how, lose, find) => {
    const [changed, lost] = [await scene.registered(), await scene.registered()];
    const [own, other, former] = [
      await scene.caller(changed.id),
      await scene.caller(changed.id),
      await scene.caller(lost.id),
    ];
    await lose();
    await change(own, changed.password);
    await reset(await resetLink(lost));
    const late = await scene.registered();
    expect([await isRevoked(own), await isRevoked(other), await isRevoked(former)]).toEqual([
      false,
      true,
      true,
    ]);
    await find();
    await until('normal', () => scene.get(RedisHealthService).state === 'normal');
    expect([await isRevoked(own), await isRevoked(other), await isRevoked(former)]).toEqual([
      false,
      true,
      true,
    ]);
    expect([await sessionsOf(changed.id), await sessionsOf(lost.id)]).toEqual([[own.sessionId], []]);
    await scene.mailTo(late.email, 'Verify your address');
  });

  it('is not needed to leave, but the present one is; and nothing is left that says whose account it was', async () => {
    const account = await scene.registered();
    const caller = await scene.caller(account.id);
    const leave = (password: string) => scene.get(DeleteOwnAccount).run({ caller, password, address });
    await expect(leave(next)).rejects.toThrow(InvalidCredentialsError);
    await leave(account.password);
    const [row] = await scene.rows('SELECT * FROM auth.users WHERE id = $1', [account.id]);
    const left = JSON.stringify(row).toLowerCase();
    for (const trace of [account.email, account.username, 'argon2id'])
      expect(left).not.toContain(trace.toLowerCase());
    expect([await sessionsOf(account.id), await isRevoked(caller)]).toEqual([[], true]);
    await scene.mailTo(account.email, 'Your account was deleted');
    // Name and address are free.
    const again = { ...account, displayName: undefined, address };
    await scene.get(RegisterAccount).run(again);
    expect((await scene.get(AccountRecord).findByEmail(account.email))?.id).not.toBe(account.id);
  });
});
