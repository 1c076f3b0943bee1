import { until } from '@secureconnect/testing';
import { type AuthDoor, newAddress } from './auth-door.contract';
import { AuthScene, type Person, seededPassword } from './auth-scene.contract';

type Tokens = { access_token: string; refresh_token: string; session_id: string | null };
type Case = readonly [name: string, on: () => unknown, off: () => unknown];

describe('a new user, while Redis', () => {
  jest.setTimeout(120_000);
  let scene: AuthScene;
  let usual: AuthDoor;
  let stateless: AuthDoor;
  let closed: AuthDoor;
  let closedToo: AuthDoor;
  let veteran: Person & { tokens: Tokens };
  const password = 'correct horse battery staple';
  const nothing = () => undefined;
  const patient = { timeout: 60_000, every: 100 };
  let users = 0;
  const refusal = {
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) as string },
    json: { error: 'SERVICE_DEGRADED', code: 'redis_unavailable', mode: 'degraded' },
  };

  const faults: readonly Case[] = [
    ['is up', nothing, nothing],
    ['has been wiped', () => scene.redis.flush(), nothing],
    ['is frozen', () => scene.redis.freeze(), () => scene.redis.thaw()],
    ['is back from the ice', nothing, nothing],
    ['is read-only', () => scene.redis.readOnly(true), () => scene.redis.readOnly(false)],
    ['is killed', () => scene.redis.kill(), () => scene.redis.start()],
    ['is back, and empty', nothing, nothing],
  ];
  const isAway = (name: string) => ['is frozen', 'is read-only', 'is killed'].includes(name);

  const tokensOf = (answer: { status: number; json: unknown }) => {
    expect(answer).toMatchObject({ status: 200 });
    return answer.json as Tokens;
  };
  const isRefusedAt = (door: AuthDoor, token: string) =>
    until('the token to be refused', async () => (await door.me(token)).status === 401, {
      timeout: 5_000,
      every: 10,
    });

  async function register(at: AuthDoor): Promise<string> {
    users += 1;
    const email = `new-${users}@example.com`;
    const body = { email, username: `new-${users}`, password };
    expect(await at.post('/v1/auth/register', body, { from: newAddress() })).toMatchObject({ status: 202 });
    return email;
  }

  /** Each step is asked of another instance than the one before. */
  async function goThrough(one: AuthDoor, other: AuthDoor): Promise<void> {
    const email = await register(one);
    const unverified = await other.login(email, password);
    expect([unverified.status, unverified.json.code]).toEqual([403, 'email_unverified']);
    const [token] = await scene.outbox.tokens(email, 'Verify your address');
    expect((await other.post('/v1/auth/email/verify', { token })).status).toBe(204);
    expect((await one.post('/v1/auth/email/verify', { token })).status).toBe(410);

    const first = tokensOf(await one.login(email, password));
    expect((await other.me(first.access_token)).json).toMatchObject({ email, email_verified: true });
    const next = tokensOf(await other.refresh(first.refresh_token));
    expect(next.session_id).toBe(first.session_id);
    const second = tokensOf(await one.login(email, password));
    const { items } = (await other.get('/v1/auth/sessions', next.access_token)).json as { items: object[] };
    expect(items).toHaveLength(2);
    expect(items).toContainEqual(expect.objectContaining({ id: first.session_id, current: true }));

    // Many clients name the type of a body that they do not send.
    const out = { token: next.access_token, headers: { 'content-type': 'application/json' } };
    expect((await one.ask('POST', '/v1/auth/logout', out)).status).toBe(204);
    for (const door of [one, other])
      for (const each of [first, next]) await isRefusedAt(door, each.access_token);
    expect((await other.refresh(next.refresh_token)).json.code).toBe('invalid_refresh_token');
    expect((await one.me(second.access_token)).status).toBe(200);
  }

  /** Of whoever has a session and a link: all of it is served, or refused and good for later. */
  async function goesOnAt(door: AuthDoor): Promise<void> {
    const { email } = await scene.someone();
    const [link] = await scene.outbox.tokens(await register(usual), 'Verify your address');
    const { access_token: token, refresh_token: refresh } = tokensOf(
      await usual.login(email, seededPassword),
    );
    const steps = [
      () => door.post('/v1/auth/email/verify', { token: link }),
      () => door.refresh(refresh),
      () => door.ask('POST', '/v1/auth/logout', { token }),
    ];
    for (const step of steps) {
      const isDone = async () => {
        const answer = await step();
        if (answer.status !== 503) expect(answer.status).toBeLessThan(300);
        else expect(answer).toMatchObject(refusal);
        return answer.status < 300 || (await door.mode()) !== 'normal';
      };
      await until('it to be served, or Redis to be away', isDone, patient);
    }
  }

  beforeAll(async () => {
    scene = await AuthScene.start(
      {},
      { ENABLE_STATELESS_AUTH: 'true' },
      { ENABLE_REDIS_FALLBACK: 'false' },
      { ENABLE_REDIS_FALLBACK: 'false', ENABLE_STATELESS_AUTH: 'true' },
    );
    [usual, stateless, closed, closedToo] = scene.doors as [AuthDoor, AuthDoor, AuthDoor, AuthDoor];
    const person = await scene.someone();
    veteran = { ...person, tokens: tokensOf(await usual.login(person.email, seededPassword)) };
  }, 120_000);
  afterAll(() => scene.close());

  describe.each(faults)('%s', (name, on, off) => {
    beforeAll(async () => {
      await on();
      if (!isAway(name)) return scene.normal();
      const isDegraded = async () =>
        (await Promise.all(scene.doors.map((door) => door.mode()))).every((mode) => mode !== 'normal');
      return until('it to be noticed', isDegraded, { timeout: 30_000 });
    }, 90_000);
    afterAll(async () => {
      await off();
    });

    it('registers, verifies, logs in, refreshes, lists the sessions and logs out', async () => {
      await goThrough(usual, stateless);
    });

    it('leaves those who were logged in before logged in', async () => {
      expect((await usual.me(veteran.tokens.access_token)).json).toMatchObject({ id: veteran.id });
      veteran = { ...veteran, tokens: tokensOf(await usual.refresh(veteran.tokens.refresh_token)) };
      const { json } = await usual.get('/v1/auth/sessions', veteran.tokens.access_token);
      expect(json).toMatchObject({ items: [{ id: veteran.tokens.session_id, current: true }] });
    });

    it('logs in with ENABLE_STATELESS_AUTH, without a session where Redis is away', async () => {
      const { email } = await scene.someone();
      const asExpected = async () => {
        const answer = await stateless.login(email, seededPassword);
        return (tokensOf(answer).session_id === null) === isAway(name) ? answer : undefined;
      };
      // A wipe is an outage too, for as long as it takes to bring everything back.
      const answer = await until('the login that belongs to it', asExpected, patient);
      const { access_token: token } = answer.json as Tokens;
      if (isAway(name)) {
        const without = { refresh_token: '', expires_in: 300, mode: 'degraded' };
        expect(answer.json).toMatchObject(without);
        expect(answer.headers['x-service-mode']).toBe('degraded');
      }
      expect((await usual.me(token)).json).toMatchObject({ email });
      expect((await usual.ask('POST', '/v1/auth/logout', { token })).status).toBe(204);
      for (const door of [usual, stateless]) await isRefusedAt(door, token);
    });

    it('is let in without ENABLE_REDIS_FALLBACK only where Redis is there, whatever else is set', async () => {
      const { email } = await scene.someone();
      for (const door of [closed, closedToo]) {
        const login = () => door.login(email, seededPassword);
        if (isAway(name)) expect(await login()).toMatchObject(refusal);
        else await until('it to be served', async () => (await login()).status < 300, patient);
        await goesOnAt(door);
        // Redis has no part in these, or only a cache hears of them.
        expect((await door.me(veteran.tokens.access_token)).status).toBe(200);
        expect((await door.get('/v1/auth/sessions', veteran.tokens.access_token)).status).toBe(200);
        const body = { email, username: `somebody-${(users += 1)}`, password };
        for (const path of ['register', 'password/forgot']) {
          const asked = await door.post(`/v1/auth/${path}`, path === 'register' ? body : { email }, {
            from: newAddress(),
          });
          expect(asked.status).toBe(202);
        }
      }
    });
  });

  it('is anywhere, leaves no secret in the logs', () => {
    expect(scene.secretsInLogs()).toEqual([]);
  });
});
