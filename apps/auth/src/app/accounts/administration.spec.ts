import { type Role } from '@secureconnect/identity';
import { newId, runInContext, toPage, Transactions } from '@secureconnect/platform';
import { RevocationStore } from '@secureconnect/revocation-store';
import { SessionStore } from '@secureconnect/session-store';
import { AuditLog } from '../audit/audit-log';
import { AuditTrail } from '../audit/audit-trail.adapter';
import { AccountList } from './account-list.adapter';
import { AccountRecord } from './account-record.adapter';
import { AccountScene } from './account-scene.contract';
import { CreateAccount } from './create-account.use-case';
import { DisableAccount } from './disable-account.use-case';
import { EmailTakenError } from './email-taken.error';
import { EnableAccount } from './enable-account.use-case';
import { FindInDirectory } from './find-in-directory.use-case';
import { LastAdministratorError } from './last-administrator.error';
import { MakeAdministrator } from './make-administrator.use-case';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { PasswordPolicy } from '../passwords/password-policy.service';
import { RateLimitedError } from './rate-limited.error';
import { RecentLoginNeededError } from './recent-login-needed.error';
import { RemoveAccount } from './remove-account.use-case';
import { UpdateAccount } from './update-account.use-case';
import { UpdateProfile } from './update-profile.use-case';
import { UsernameTakenError } from './username-taken.error';
import { VerifyEmail } from './verify-email.use-case';

describe('accounts, as administrators keep them', () => {
  let scene: AccountScene;
  beforeAll(async () => void (scene = await AccountScene.start()), 60_000);
  afterAll(() => scene.close());
  beforeEach(() => scene.rows("UPDATE auth.users SET role = 'user'"));

  const find = (id: string) => scene.get(AccountRecord).findById(id);
  const inDirectory = async (by: { email: string } | { username: string }) =>
    (await scene.get(FindInDirectory).run(newId(), by))?.id;
  const update = (id: string, change: Parameters<UpdateAccount['run']>[2]) =>
    scene.get(UpdateAccount).run(id, id, change);
  const isRevoked = ({ tokenId: id, ...token }: Awaited<ReturnType<AccountScene['caller']>>) =>
    scene.get(RevocationStore).isRevoked({ id, ...token });

  async function administrator(role: Role = 'admin') {
    const account = await scene.registered();
    await scene.rows('UPDATE auth.users SET role = $2, email_verified_at = now() WHERE id = $1', [
      account.id,
      role,
    ]);
    return { ...account, role };
  }

  describe('always have somebody who administers', () => {
    it.each<[string, (id: string) => Promise<unknown>]>([
      ['is disabled', (id) => scene.get(DisableAccount).run(id, id)],
      ['is deleted', (id) => scene.get(RemoveAccount).run(id)],
      ['gets another role', (id) => update(id, { role: 'user' })],
    ])('whoever is the last one and %s', async (_how, leave) => {
      const last = await administrator();
      await expect(leave(last.id)).rejects.toThrow(LastAdministratorError);
      await administrator();
      await leave(last.id);
    });

    it('though all of them take each other away at the same time', async () => {
      const all = await Promise.all([administrator(), administrator(), administrator()]);
      const actions = [
        () => scene.get(DisableAccount).run(all[0].id, all[1].id),
        () => update(all[2].id, { role: 'user' }),
        () => scene.get(RemoveAccount).run(all[0].id, all[1].id),
      ];
      const results = await Promise.allSettled(actions.map((act) => act()));
      const refused = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as Error] : [],
      );
      expect(refused).toHaveLength(1);
      expect(refused[0]).toBeInstanceOf(LastAdministratorError);
      const left = await scene.rows("SELECT id FROM auth.users WHERE role = 'admin' AND disabled_at IS NULL");
      expect(left).toHaveLength(1);
    });
  });

  it('end what was given under another role, or before they were shut', async () => {
    const [one, other] = [await administrator('user'), await administrator('user')];
    const callers = [await scene.caller(one.id), await scene.caller(other.id)];
    await update(one.id, { role: 'admin' });
    await scene.get(DisableAccount).run(one.id, other.id);
    for (const caller of callers) expect(await isRevoked(caller)).toBe(true);
    expect(await scene.get(SessionStore).list(other.id)).toEqual([]);
    await scene.mailTo(other.email, 'Your account was disabled');
    expect(await inDirectory({ username: other.username })).toBeUndefined();
    await scene.get(EnableAccount).run(one.id, other.id);
    expect(await inDirectory({ username: other.username })).toBe(other.id);
  });

  it('are made without a password for who is mailed a link, and of whose address they are told', async () => {
    const actor = await administrator();
    const { email, username } = scene.person();
    const create = (order: { email: string; username: string }) =>
      scene.get(CreateAccount).run(actor.id, order, () => ({}));
    const made = await create({ email, username });
    await scene.mailTo(email, 'Reset your password');
    expect(made).toMatchObject({ role: 'user', emailVerifiedAt: null });
    await expect(create({ email: actor.email, username: `${username}.2` })).rejects.toThrow(EmailTakenError);
    await expect(create({ email: `x${email}`, username })).rejects.toThrow(UsernameTakenError);
    await expect(update(made.id, { username: actor.username.toUpperCase() })).rejects.toThrow(
      UsernameTakenError,
    );
    expect(await update(made.id, { email: actor.email.replace('@', '+2@') })).toMatchObject({
      emailVerifiedAt: null,
    });
  });

  it('are leafed through page by page, each once', async () => {
    await Promise.all([1, 2, 3].map(() => administrator()));
    const seen: string[] = [];
    for (let cursor: string | undefined | null; cursor !== null;) {
      const found = await scene.get(AccountList).find({ role: 'admin', limit: 2, cursor });
      const page = toPage(found, 2, ({ id }) => [id]);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([3, 3]);
    expect([...seen].sort().reverse()).toEqual(seen);
  });

  it('have a first administrator by command, once, whose account keeps its password', async () => {
    const parts = [AccountRecord, PasswordHasher, PasswordPolicy, AuditLog, Transactions];
    const Make = MakeAdministrator as new (...given: unknown[]) => MakeAdministrator;
    const make = new Make(...parts.map((part) => scene.get(part as never)));
    const person = scene.person();
    const never = () => Promise.reject(new Error('asked for a password'));
    const askPassword = () => Promise.resolve(person.password);
    const weak = { ...person, askPassword: () => Promise.resolve('password1') };
    await expect(make.run(weak)).rejects.toMatchObject({ code: 'weak_password' });
    expect(await make.run({ ...person, askPassword })).toBe('made');
    expect(await make.run({ ...person, askPassword: never })).toBe('unchanged');
    const user = await scene.registered();
    const promote = () => make.run({ email: user.email, username: undefined, askPassword: never });
    await expect(promote()).rejects.toThrow('nobody has verified');
    await scene.get(VerifyEmail).run((await scene.mailTo(user.email, 'Verify your address')).token ?? '');
    expect(await promote()).toBe('promoted');
    expect(await find(user.id)).toMatchObject({ role: 'admin', passwordHash: user.passwordHash });
  });

  describe('change by their owners', () => {
    it('keep the address until the new one is confirmed, and tell both', async () => {
      const account = await administrator('user');
      const caller = await scene.caller(account.id);
      const email = `new.${account.email}`;
      const asked = await scene.get(UpdateProfile).run(caller, { email, displayName: 'Ada' });
      expect([asked.email, asked.displayName]).toEqual([account.email, 'Ada']);
      await scene.mailTo(account.email, 'Your address is to be changed');
      const { token = '' } = await scene.mailTo(email, 'Confirm your new address');
      expect(await inDirectory({ email: account.email })).toBe(account.id);
      await scene.get(VerifyEmail).run(token);
      expect((await find(account.id))?.email).toBe(email);
      expect([await inDirectory({ email: account.email }), await inDirectory({ email })]).toEqual([
        undefined,
        account.id,
      ]);
      await scene.mailTo(account.email, 'Your address was changed');
    });

    it('take nobody’s address, and do not say whether it is somebody’s', async () => {
      const [one, other] = [await administrator('user'), await administrator('user')];
      const answer = await scene.get(UpdateProfile).run(await scene.caller(one.id), { email: other.email });
      expect(answer.email).toBe(one.email);
      await scene.mailTo(other.email, 'You have an account already');
    });

    it('need a recent login for another address', async () => {
      const account = await scene.registered();
      const caller = await scene.caller(account.id);
      const old = { ...caller, authenticatedAtMs: caller.authenticatedAtMs - 700_000 };
      const change = scene.get(UpdateProfile).run(old, { email: `new.${account.email}` });
      await expect(change).rejects.toThrow(RecentLoginNeededError);
      expect((await scene.get(UpdateProfile).run(old, { displayName: 'Ada' })).displayName).toBe('Ada');
    });
  });

  it('are found under a verified address alone, and looked for only so often', async () => {
    const account = await scene.registered();
    const look = () => scene.get(FindInDirectory).run(account.id, { email: account.email });
    expect(await look()).toBeUndefined();
    await scene.get(VerifyEmail).run((await scene.mailTo(account.email, 'Verify your address')).token ?? '');
    expect((await look())?.id).toBe(account.id);
    const more = await Promise.allSettled(Array.from({ length: 5 }, look));
    const refused = more.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(2);
    const { reason } = refused[0] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(RateLimitedError);
    expect(reason).toMatchObject({ headers: { 'ratelimit-limit': '5', 'ratelimit-remaining': '0' } });
  });

  describe('have security events', () => {
    const record = (event: Parameters<AuditLog['record']>[0]) =>
      scene.get(Transactions).run((within) => scene.get(AuditLog).record(event, within));

    it('that nobody changes, whatever rights they have', async () => {
      await record({ type: 'spec.event', userId: newId() });
      const statements = [
        "UPDATE auth.audit_events SET type = 'x'",
        'DELETE FROM auth.audit_events',
        'TRUNCATE auth.audit_events',
      ];
      for (const statement of statements)
        await expect(scene.rows(statement)).rejects.toThrow('never changed');
      const asService = scene
        .get(Transactions)
        .run(({ manager }) => manager.query('DELETE FROM audit_events'));
      await expect(asService).rejects.toThrow(/never changed|permission denied/);
    });

    it('only of what has happened', async () => {
      const userId = newId();
      const undone = scene.get(Transactions).run(async (within) => {
        await scene.get(AuditLog).record({ type: 'spec.undone', userId }, within);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      expect(await scene.get(AuditTrail).find({ userId, limit: 10 })).toEqual([]);
    });

    it('on one line each, with nothing a terminal obeys, whatever a client sent', async () => {
      const userId = newId();
      const userAgent = 'spec\r\n{"level":"info"}\u001b[2J\u202e\u0000';
      const context = { requestId: 'r', client: { address: '192.0.2.9', userAgent } };
      await runInContext(context, () =>
        record({ type: 'spec.event', userId, details: { note: 'a\nb\u009b' } }),
      );
      const [event] = await scene.get(AuditTrail).find({ userId, limit: 10 });
      expect(event).toMatchObject({
        address: '192.0.2.9',
        requestId: 'r',
        details: { note: 'a\\u{a}b\\u{9b}' },
      });
      expect(event?.userAgent).toBe('spec\\u{d}\\u{a}{"level":"info"}\\u{1b}[2J\\u{202e}\\u{0}');
    });

    it('that are leafed through by account, kind and time', async () => {
      const userId = newId();
      for (const type of ['spec.one', 'spec.two', 'spec.two']) await record({ type, userId });
      const all = await scene.get(AuditTrail).find({ userId, limit: 10 });
      expect(all.map(({ type }) => type)).toEqual(['spec.two', 'spec.two', 'spec.one']);
      const { next_cursor } = toPage(all, 1, ({ createdAt, id }) => [createdAt, id]);
      const rest = await scene.get(AuditTrail).find({ userId, limit: 10, cursor: next_cursor ?? '' });
      expect(rest.map(({ id }) => id)).toEqual(all.slice(1).map(({ id }) => id));
      expect(await scene.get(AuditTrail).find({ userId, type: 'spec.one', limit: 10 })).toHaveLength(1);
      expect(await scene.get(AuditTrail).find({ userId, before: all[2]?.createdAt, limit: 10 })).toEqual([]);
    });
  });
});
