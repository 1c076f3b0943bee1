import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SETTINGS, Transactions } from '@secureconnect/platform';
import { SessionStore } from '@secureconnect/session-store';
import { until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { AccountRecord } from '../accounts/account-record.adapter';
import { EndSessions } from '../accounts/end-sessions.use-case';
import { chrome, type LoginInstance, mailsIn, refused } from '../login/login-scene.contract';
import { LoginSurroundings } from '../login/login-surroundings.contract';
import { KnownDevices } from '../login/known-devices.adapter';
import { placeDatabase } from '../risk/place-database.contract';
import { type AuthSecretValues } from '../secrets/auth-secret.settings';
import { AuthSecrets } from '../secrets/auth-secrets';
import { EndSessionById } from './end-session-by-id.use-case';
import { TendAuth } from './tend-auth';

const berlin = { country: 'DE', latitude: 52.52, longitude: 13.4 };
const tokyo = { country: 'JP', latitude: 35.68, longitude: 139.69 };
const otherBrowser = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36';

let on: LoginSurroundings;
let one: LoginInstance;
let other: LoginInstance;

beforeAll(async () => {
  on = await LoginSurroundings.open();
  const GEO_DATABASE = join(on.outbox, 'places.mmdb');
  await writeFile(GEO_DATABASE, placeDatabase({ '192.0.2.0/24': berlin, '203.0.113.0/24': tokyo }));
  [one, other] = await on.start({}, { GEO_DATABASE });
}, 90_000);
afterAll(() => on.close());

describe('a refresh', () => {
  it('gives the same child to all who ask within the grace, on both instances', async () => {
    const { email } = await one.someone();
    const { refresh_token: token } = await one.logIn({ email });
    const at = Array.from({ length: 8 }, (_, index) => (index % 2 ? one : other));
    const answers = await Promise.all(at.map((instance) => instance.refresh(token)));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    expect(await other.accepts(String(answers[0]?.access_token))).toBe(true);
  });

  it('with a token that was replaced long ago ends the session, and all its tokens with it', async () => {
    const account = await one.someone();
    const first = await one.logIn({ email: account.email });
    const second = await one.refresh(first.refresh_token);
    const third = await other.refresh(second.refresh_token);
    await expect(one.refresh(first.refresh_token)).rejects.toEqual(refused('invalid_refresh_token'));
    await expect(other.refresh(third.refresh_token)).rejects.toEqual(refused('invalid_refresh_token'));
    await until('the word of it', async () => !(await other.accepts(third.access_token)));
    expect(await on.eventsOf(account)).toContain('session.ended');
  });

  it('from elsewhere with another browser asks for the password, and leaves the token to its owner', async () => {
    const account = await one.someone();
    const { email } = account;
    const { refresh_token: token } = await one.logIn({ email });
    const stolen = { address: '203.0.113.10', userAgent: otherBrowser };
    for (let time = 0; time < 3; time += 1)
      await expect(one.refresh(token, stolen)).rejects.toEqual(refused('reauthentication_required'));
    expect((await other.refresh(token)).refresh_token).toEqual(expect.any(String));
    // Told once, however often the token is shown.
    expect(await on.eventsOf(account)).toEqual(['login', 'refresh.refused']);
    const mails = () => mailsIn(on.outbox, email);
    await until('the mail', async () => (await mails()).length > 0, { timeout: 20_000 });
    expect((await mails()).map((mail) => mail.includes('203.0.113.10'))).toEqual([true]);
  });

  it.each([
    ['by another system too', () => one, chrome],
    ['and from where nobody could be by then', () => other, otherBrowser],
  ])('from elsewhere with another browser %s ends the session for everybody', async (_how, at, userAgent) => {
    const account = await one.someone();
    const { refresh_token: token, access_token: access } = await one.logIn({ email: account.email });
    const stolen = { address: '203.0.113.10', userAgent };
    await expect(at().refresh(token, stolen)).rejects.toEqual(refused('invalid_refresh_token'));
    await until('the word of it', async () => !(await one.accepts(access)));
    await expect(one.refresh(token)).rejects.toEqual(refused('invalid_refresh_token'));
    expect(await on.eventsOf(account)).toContain('session.ended');
  });

  it('from another network notes where it is used now', async () => {
    const { email, id } = await one.someone();
    const { refresh_token: token } = await one.logIn({ email });
    await one.refresh(token, { address: '203.0.113.10' });
    const [session] = await one.get(SessionStore).list(id);
    expect(session?.details).toMatchObject({ address: '203.0.113.10', riskScore: 0.25 });
  });

  it('is refused once the account is disabled', async () => {
    const { email, id } = await one.someone();
    const { refresh_token: token } = await one.logIn({ email });
    await one.get(Transactions).run(async (within) => {
      await one.get(AccountRecord).change(within.manager, id, { isDisabled: true });
      await one.get(EndSessions).run({ userId: id, reason: 'disabled' }, within);
    });
    await expect(other.refresh(token)).rejects.toEqual(refused('invalid_refresh_token'));
  });
});

describe('a logout', () => {
  it('here ends this session, on the other instance too, and no other', async () => {
    const { email } = await one.someone();
    const [left, stays] = [await one.logIn({ email }), await one.logIn({ email })];
    await one.logOut(left.access_token);
    await until('the word of it', async () => !(await other.accepts(left.access_token)));
    expect(await other.accepts(stays.access_token)).toBe(true);
    await expect(other.refresh(left.refresh_token)).rejects.toEqual(refused('invalid_refresh_token'));
  });

  it('elsewhere leaves this one, and everywhere leaves none', async () => {
    const { email } = await one.someone();
    const [mine, theirs] = [await one.logIn({ email }), await other.logIn({ email })];
    await one.logOut(mine.access_token, 'others');
    await until('the word of it', async () => !(await other.accepts(theirs.access_token)));
    expect(await other.accepts(mine.access_token)).toBe(true);
    await one.logOut(mine.access_token, 'global');
    await until('the word of it', async () => !(await other.accepts(mine.access_token)));
  });
});

describe('a session that its user names', () => {
  it('ends, and another person has none of that name', async () => {
    const [ada, eve] = [await one.someone(), await one.someone()];
    const [hers, theirs] = [await one.logIn(ada), await one.logIn(eve)];
    const end = (userId: string, id: string | null) => other.get(EndSessionById).run(userId, String(id));
    for (const id of [hers.session_id, 'no id at all', "'; --"])
      await expect(end(eve.id, id)).rejects.toEqual(refused('not_found'));
    await end(ada.id, hers.session_id);
    await until('the word of it', async () => !(await one.accepts(hers.access_token)));
    expect(await other.accepts(theirs.access_token)).toBe(true);
    await expect(end(ada.id, hers.session_id)).rejects.toEqual(refused('not_found'));
  });
});

describe('what auth keeps', () => {
  it('is tended without harm to what is in use', async () => {
    const { email } = await one.someone();
    const { refresh_token: token, access_token: access } = await one.logIn({ email });
    await Promise.all([one.get(TendAuth).clean(), other.get(TendAuth).clean(), one.get(TendAuth).reseal()]);
    expect(await other.accepts(access)).toBe(true);
    expect((await other.refresh(token)).expires_in).toBe(900);
  });

  it('tells how much a former secret still holds, until all of it is sealed anew', async () => {
    const { id, email } = await one.someone();
    await one.logIn({ email });
    const former = async () => {
      const { values } = await one.metrics.getSingleMetric('auth_sealed_before')!.get();
      return Object.fromEntries(values.map(({ labels, value }) => [labels.kind, value]));
    };
    await one.get(TendAuth).reseal();
    expect(await former()).toEqual({ sessions: 0, mfa_factors: 0, known_devices: 0 });
    for (const table of ['sessions', 'known_devices'])
      await on.postgres.sql(
        `UPDATE auth.${table} SET sealed_with = 'a secret that is gone' WHERE user_id = $1`,
        [id],
      );
    await one.get(TendAuth).reseal();
    expect(await former()).toEqual({ sessions: 1, mfa_factors: 0, known_devices: 1 });
    await on.postgres.sql('DELETE FROM auth.sessions WHERE user_id = $1', [id]);
    await on.postgres.sql('DELETE FROM auth.known_devices WHERE user_id = $1', [id]);
  });

  it('is keyed and sealed anew when the secret changes: a device stays known, and a lost secret harms nobody', async () => {
    const { id, email } = await one.someone();
    await one.logIn({ email, fingerprint: 'her phone' });
    const seen = { at: Date.now(), address: '192.0.2.7', userAgent: chrome, device: 'her phone' };
    const devicesWith = (...secrets: [string, ...string[]]) =>
      new KnownDevices(one.get(DataSource), new AuthSecrets(...secrets));
    const [next, before] = [
      'another secret, just as long',
      one.app.get<AuthSecretValues>(SETTINGS).AUTH_SECRET,
    ];
    expect(await devicesWith(next, before).reseal()).toBeGreaterThan(0);
    expect(await devicesWith(next, before).reseal()).toBe(0);
    expect(await devicesWith(next).recall(id, seen)).toMatchObject({
      ...{ knownDevice: 'device her phone', before: { isKnownDevice: true } },
    });
    expect(await devicesWith('and a third one').recall(id, seen)).toEqual({});
  });
});
