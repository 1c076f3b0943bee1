import { DegradedMarks, RedisUnavailableError } from '@secureconnect/resilience';
import { SessionStore } from '@secureconnect/session-store';
import { until } from '@secureconnect/testing';
import { RegisterAccount } from '../accounts/register-account.use-case';
import { type LoginInstance } from './login-scene.contract';
import { LoginSurroundings } from './login-surroundings.contract';

let on: LoginSurroundings;
let plain: LoginInstance;
let stateless: LoginInstance;
let strict: LoginInstance;

beforeAll(async () => {
  const isStateless = { ENABLE_STATELESS_AUTH: true };
  on = await LoginSurroundings.open();
  [plain, stateless, strict] = await on.start({}, isStateless, {
    ...isStateless,
    ENABLE_REDIS_FALLBACK: false,
  });
}, 90_000);
afterAll(() => on.close());

const isLost = () => Promise.all(on.instances.map((one) => one.isDegraded()));
const isBack = () => Promise.all(on.instances.map((one) => one.isNormal()));
const faults: [string, () => Promise<unknown> | void, () => Promise<unknown> | void][] = [
  ['is killed', () => on.redis.kill(), () => on.redis.start()],
  ['hangs', () => on.redis.freeze(), () => on.redis.thaw()],
];

describe.each(faults)('while Redis %s', (_how, lose, restore) => {
  it('people log in, refresh and log out as ever, and what they did holds afterwards', async () => {
    const { email, id } = await plain.someone();
    const before = await plain.logIn({ email });
    await lose();
    await isLost();
    const during = await plain.logIn({ email });
    expect(during).toMatchObject({ mode: 'degraded', expires_in: 900 });
    const next = await plain.refresh(before.refresh_token);
    await plain.logOut(during.access_token);
    await until('the word of it', async () => !(await stateless.accepts(during.access_token)), {
      timeout: 20_000,
    });
    expect(await stateless.accepts(next.access_token)).toBe(true);
    await restore();
    await isBack();
    expect((await plain.get(SessionStore).list(id)).map((session) => session.id)).toEqual([
      before.session_id,
    ]);
    for (const one of on.instances) expect(await one.accepts(during.access_token)).toBe(false);
    expect(await plain.refresh(next.refresh_token)).toMatchObject({ session_id: before.session_id });
  });

  it('a stateless login has no session, five minutes, and ends by its token; it is refused where nothing may fall back', async () => {
    const { email, id } = await plain.someone();
    await lose();
    await isLost();
    // What the guard has not seen yet, its answer says all the same.
    const marks = new DegradedMarks();
    const answer = await marks.run(() => stateless.logIn({ email }));
    expect(marks.list).toContain('sessions');
    expect(answer).toMatchObject({ refresh_token: '', session_id: null, expires_in: 300, mode: 'degraded' });
    expect(await plain.get(SessionStore).list(id)).toEqual([]);
    const other = await stateless.logInDuring({ email }, id, { role: 'admin' });
    expect(await stateless.callerOf(other.access_token)).toMatchObject({ role: 'admin' });
    await stateless.logOut(answer.access_token);
    await until('the word of it', async () => !(await plain.accepts(answer.access_token)), {
      timeout: 20_000,
    });
    expect(await plain.accepts(other.access_token)).toBe(true);
    await expect(strict.logIn({ email })).rejects.toBeInstanceOf(RedisUnavailableError);
    const person = {
      email: `eve@${id}.example`,
      username: id.slice(9, 23),
      password: 'words that nobody guesses',
    };
    await strict.get(RegisterAccount).run({ ...person, address: '192.0.2.1' });
    await restore();
    await isBack();
    // Patient: one answer that Redis is late for makes a moment of outage.
    for (const one of [strict, stateless])
      await until('a session', async () => (await one.logIn({ email })).session_id, { timeout: 20_000 });
  });
});
