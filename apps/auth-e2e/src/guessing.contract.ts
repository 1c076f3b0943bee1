import { isDeepStrictEqual } from 'node:util';
import { type HttpAnswer } from '@secureconnect/testing';
import { type AuthDoor, newAddress } from './auth-door.contract';
import { type AuthScene, seededPassword } from './auth-scene.contract';

const wrongPassword = 'another pass phrase that nobody has';

const chance = ['date', 'x-request-id', 'request_id'];

/** What a client can tell answers apart by; the request and the time of day are chance. */
const seenOf = ({ status, headers, json }: HttpAnswer) => {
  const told = (of: object) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !chance.includes(name)));
  return { status, headers: told(headers), body: told(json as object) };
};

/** All answers say the same. A Redis that was late once marks one of them, so each is asked again where they differ. */
async function saysTheSame(...asks: (() => Promise<HttpAnswer>)[]): Promise<void> {
  const seen: ReturnType<typeof seenOf>[] = [];
  for (let time = 0; time < 5; time += 1) {
    seen.length = 0;
    for (const ask of asks) seen.push(seenOf(await ask()));
    if (seen.every((one) => isDeepStrictEqual(one, seen[0]))) return;
  }
  for (const one of seen) expect(one).toEqual(seen[0]);
}

const median = (of: number[]): number => of.sort((a, b) => a - b)[of.length >> 1] ?? 0;

/** How many times longer the one takes than the other; interleaved, so that both have the machine in the same state. */
async function ratioOf(one: () => Promise<HttpAnswer>, other: () => Promise<HttpAnswer>): Promise<number> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < 9; round += 1) {
    times[0].push((await one()).ms);
    times[1].push((await other()).ms);
  }
  return median(times[0]) / median(times[1]);
}

/** Half or twice is what a busy machine does; the work of a hash that is left out makes five times and more. */
async function takesAsLong(one: () => Promise<HttpAnswer>, other: () => Promise<HttpAnswer>): Promise<void> {
  const seen: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const ratio = await ratioOf(one, other);
    if (ratio > 0.5 && ratio < 2) return;
    seen.push(ratio);
  }
  expect(seen).toContainEqual('a ratio from 0.5 to 2');
}

/** What nobody can find out or get by trying. */
export function describeGuessing(sceneOf: () => AuthScene): void {
  const guess = (door: AuthDoor, email: string) => door.login(email, wrongPassword, { from: newAddress() });

  async function lockedOne(): Promise<string> {
    const { email } = await sceneOf().someone();
    for (let time = 0; time < 5; time += 1) await guess(sceneOf().both[0], email);
    return email;
  }

  describe('who guesses', () => {
    it('learns from no login whether an address is unknown, the password wrong or the account locked', async () => {
      const [one, other] = sceneOf().both;
      const locked = await lockedOne();
      const { email } = await sceneOf().someone();
      const wrong = await guess(one, email);
      expect(wrong).toMatchObject({ status: 401, json: { code: 'invalid_credentials' } });
      await saysTheSame(
        async () => guess(one, (await sceneOf().someone()).email),
        () => guess(other, 'nobody@example.com'),
        () => guess(other, locked),
        // Nor by the right password, which is not looked at.
        () => one.login(locked, seededPassword, { from: newAddress() }),
      );
    });

    it('learns nothing of it by the time either', async () => {
      const [door] = sceneOf().both;
      const locked = await lockedOne();
      const people = (await sceneOf().seed(60)).map(({ email }) => email);
      const wrong = () => guess(door, people.pop() ?? '');
      let nobodies = 0;
      await takesAsLong(wrong, () => guess(door, `nobody-${(nobodies += 1)}@example.com`));
      await takesAsLong(wrong, () => guess(door, locked));
    });

    it('learns of no registration and no forgotten password whether there is an account', async () => {
      const [one, other] = sceneOf().both;
      const { email } = await sceneOf().someone();
      let names = 0;
      const register = (door: AuthDoor, address: string) => {
        const body = { email: address, username: `guess-${(names += 1)}`, password: wrongPassword };
        return door.post('/v1/auth/register', body, { from: newAddress() });
      };
      const forgot = (door: AuthDoor, address: string) =>
        door.post('/v1/auth/password/forgot', { email: address }, { from: newAddress() });
      const fresh = () => `fresh-${(names += 1)}@example.com`;
      for (const ask of [register, forgot]) {
        expect(await ask(one, email)).toMatchObject({ status: 202, json: { status: 'accepted' } });
        await saysTheSame(
          () => ask(one, email),
          () => ask(other, fresh()),
        );
        await takesAsLong(
          () => ask(one, email),
          () => ask(one, fresh()),
        );
      }
    });

    it('has five guesses, though she makes 50 at once at two instances from 50 addresses', async () => {
      const { id, email } = await sceneOf().someone();
      const doors = sceneOf().both;
      const guesses = Array.from({ length: 50 }, (_, at) => guess(doors[at % 2] as AuthDoor, email));
      const seen = new Set((await Promise.all(guesses)).map(({ status }) => status));
      expect(seen).toEqual(new Set([401]));
      const failed = "SELECT FROM auth.audit_events WHERE user_id = $1 AND type = 'login.failed'";
      expect(await sceneOf().postgres.sql(failed, [id])).toHaveLength(5);
      for (const door of doors)
        expect((await door.login(email, seededPassword, { from: newAddress() })).status).toBe(401);
    });

    it('of one password for 1,000 accounts has 50 guesses from one address', async () => {
      const from = newAddress();
      const people = await sceneOf().seed(1_000);
      const doors = sceneOf().both;
      const seen: HttpAnswer[] = [];
      // Whom a server of a busy machine did not answer in time guesses again.
      const answered = async (door: AuthDoor, email: string): Promise<HttpAnswer> => {
        const answer = await door.login(email, wrongPassword, { from });
        return answer.status === 503 ? answered(door, email) : answer;
      };
      // As many at once as one client has connections.
      const guessOn = async (): Promise<void> => {
        for (let next = people.pop(); next; next = people.pop())
          seen.push(await answered(doors[people.length % 2] as AuthDoor, next.email));
      };
      await Promise.all(Array.from({ length: 16 }, guessOn));
      expect(seen.filter(({ status }) => status === 401)).toHaveLength(50);
      const refused = seen.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(950);
      expect(refused[0]?.headers).toMatchObject({
        'retry-after': expect.stringMatching(/^\d+$/) as string,
        ...{ 'ratelimit-limit': '50', 'ratelimit-remaining': '0' },
        'ratelimit-reset': refused[0]?.headers['retry-after'],
      });
      const { email } = await sceneOf().someone();
      expect((await doors[0].login(email, seededPassword, { from })).status).toBe(429);
      expect((await doors[0].login(email, seededPassword, { from: newAddress() })).status).toBe(200);
    });
  });
}
