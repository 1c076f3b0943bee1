import { randomUUID } from 'node:crypto';
import { hashSync, verify } from '@node-rs/argon2';
import { httpClient, type ServiceProcess, startService, until } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { type LeanAnswer, LeanClient } from '../load/lean-client';
import { type Surroundings } from '../surroundings/surroundings';

const password = 'a pass phrase of the benchmarks';
/** As the contract has it. */
const hash = hashSync(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

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

/** Where logins are done: our service, or a peer that does less. */
export class LoginSubject {
  private readonly client: LeanClient;
  private logins = 0;

  constructor(
    readonly process: ServiceProcess,
    private readonly names: readonly string[],
  ) {
    this.client = new LeanClient(process.url);
  }

  /** The access token of a login, from the one device of the account whose turn it is. */
  async login(): Promise<string> {
    const name = this.names[this.logins++ % this.names.length] as string;
    const body = { email: `${name}@example.com`, password, device: { fingerprint: name } };
    return (JSON.parse(this.good(await this.client.post('/v1/auth/login', body))) as Answer).access_token;
  }

  /** How long a profile takes to be read, in ms. */
  async readProfile(token: string): Promise<number> {
    const answer = await this.client.get('/v1/users/me', token);
    this.good(answer);
    return answer.ms;
  }

  async mode(): Promise<unknown> {
    const { text } = await this.client.get('/health', '');
    return (JSON.parse(text) as { mode: unknown }).mode;
  }

  async close(): Promise<void> {
    this.client.close();
    this.process.signal('SIGKILL');
    await this.process.close();
  }

  private good({ status, text }: LeanAnswer): string {
    if (status !== 200) throw new BenchError(`${this.process.app} answered ${status}: ${text}`);
    return text;
  }
}

interface Answer {
  readonly access_token: string;
}

/** The accounts, and who lets them in. */
export interface AuthStage {
  readonly ours: LoginSubject;
  readonly bare: LoginSubject;
  close(): Promise<void>;
}

/**
 * Accounts that log in one after the other, so that none has too many sessions. Each has done so once from its device:
 * a device that nobody knows is the exception, and counts among all of its address; and the service has warmed up.
 */
export async function startAuthStage(
  around: Surroundings,
  redisUrl: string,
  accounts: number,
): Promise<AuthStage> {
  const [ours, names] = await startAuth(around, redisUrl, accounts);
  const bare = new LoginSubject(await startBare(around), names);
  for (const each of [ours, bare]) await inTurns(accounts, () => each.login());
  return { ours, bare, close: async () => void (await Promise.all([ours.close(), bare.close()])) };
}

/** Our service with so many accounts, and their names. */
export async function startAuth(
  around: Surroundings,
  redisUrl: string,
  accounts: number,
): Promise<readonly [LoginSubject, readonly string[]]> {
  await around.prepare('auth');
  const run = randomUUID().slice(0, 8);
  const names = Array.from({ length: accounts }, (_, at) => `${run}-${at}`);
  await around.postgres.sql(seedSql, [names.map(() => randomUUID()), names, hash]);
  const { process } = await around.start('auth', { env: { REDIS_URL: redisUrl } });
  return [new LoginSubject(process, names), names];
}

async function startBare({ build, postgres }: Surroundings): Promise<ServiceProcess> {
  const script = build.program('peers/bare-login.ts');
  const bare = await startService('bare-login', { script, env: { DATABASE_URL: postgres.url } });
  const client = httpClient(bare.url, { keepAlive: false });
  const answers = () =>
    client.get('/').then(
      () => true,
      () => false,
    );
  await until('the bare login to listen', answers, { timeout: 30_000 });
  return bare;
}

async function inTurns(times: number, work: () => Promise<unknown>): Promise<void> {
  let left = times;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}
