import { randomUUID } from 'node:crypto';
import { hashSync, verify } from '@node-rs/argon2';
import { type HttpAnswer, type HttpClient, httpClient } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { type Started, type Surroundings } from '../surroundings/surroundings';

const password = 'a pass phrase of the benchmarks';
/** As the contract has it. */
const hash = hashSync(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
const accounts = 1_000;

const seedSql = `
  INSERT INTO auth.users (id, email, email_key, username, username_key, password_hash, email_verified_at)
  SELECT id, name || '@example.com', name || '@example.com', name, name, $3, now()
  FROM unnest($1::uuid[], $2::text[]) AS seed (id, name)`;

/** Calls that go on, so many at once, until the time is over; gives how many there were in a second. */
export async function perSecond(
  seconds: number,
  atOnce: number,
  call: () => Promise<unknown>,
): Promise<number> {
  const begun = performance.now();
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1_000) {
      await call();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (done / (performance.now() - begun)) * 1_000;
}

/** What a login cannot do without, and nothing else. */
export const argonAlone = (): Promise<boolean> => verify(hash, password);

/** An auth service with accounts that log in one after the other, so that none has too many sessions. */
export class AuthStage {
  private readonly client: HttpClient;
  private logins = 0;

  private constructor(
    readonly started: Started,
    private readonly names: readonly string[],
  ) {
    this.client = httpClient(started.process.url);
  }

  static async start({ postgres, prepare, start }: Surroundings, redisUrl: string): Promise<AuthStage> {
    await prepare('auth');
    const name = randomUUID().slice(0, 8);
    const names = Array.from({ length: accounts }, (_, at) => `${name}-${at}`);
    await postgres.sql(seedSql, [names.map(() => randomUUID()), names, hash]);
    return new AuthStage(await start('auth', { env: { REDIS_URL: redisUrl } }), names);
  }

  /** The access token of a login. */
  async login(): Promise<string> {
    const email = `${this.names[this.logins++ % accounts]}@example.com`;
    const answer = await this.client.post('/v1/auth/login', { email, password });
    return (this.good(answer).json as { access_token: string }).access_token;
  }

  /** How long a profile takes to be read, in ms. */
  async readProfile(token: string): Promise<number> {
    const headers = { authorization: `Bearer ${token}` };
    return this.good(await this.client.get('/v1/users/me', { headers })).ms;
  }

  async mode(): Promise<unknown> {
    return ((await this.client.get('/health')).json as { mode: unknown }).mode;
  }

  close(): void {
    this.client.close();
  }

  private good(answer: HttpAnswer): HttpAnswer {
    if (answer.status !== 200) throw new BenchError(`auth answered ${answer.status}: ${answer.text}`);
    return answer;
  }
}
