import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from '@node-rs/argon2';
import {
  type PostgresServer,
  type RedisServer,
  removeFolder,
  type SentinelGroup,
  type ServiceProcess,
  startPostgres,
  startRedis,
  startService,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { AuthDoor } from './auth-door.contract';
import { Outbox } from './outbox.contract';
import { ToldSecrets } from './told-secrets.contract';

/** The password of every account that is seeded; one hash serves all of them. */
export const seededPassword = 'a pass phrase that nobody has';

/** Of whoever runs the instances. */
export const operatorToken = 'a-token-of-the-operator-of-these-tests';

/** Whoever is seeded into the record, verified and ready to log in. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly username: string;
}

const seedSql = `
  INSERT INTO auth.users (id, email, email_key, username, username_key, password_hash, role, email_verified_at)
  SELECT id, email, email, name, name, $4, $5, now() FROM unnest($1::uuid[], $2::text[], $3::text[]) AS seed (id, email, name)`;

let hash: string | undefined;
let people = 0;

/** Instances of auth on one PostgreSQL and one Redis, and the folder that their mails are put into. */
export class AuthScene {
  private readonly folder = temporaryFolder('auth-door');
  private readonly services: ServiceProcess[] = [];
  /** In the order of their environments. */
  doors: readonly AuthDoor[] = [];
  readonly secrets = new ToldSecrets();
  readonly outbox = new Outbox(join(this.folder, 'mails'));

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly whereRedisIs: NodeJS.ProcessEnv = { REDIS_URL: redis.url },
  ) {}

  /** One instance for each environment that is given. */
  static async start(...environments: NodeJS.ProcessEnv[]): Promise<AuthScene> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    return new AuthScene(postgres, redis).opened(environments);
  }

  /** The same where Sentinels say which Redis is the master; who started the group also ends it. */
  static async watched(group: SentinelGroup, ...environments: NodeJS.ProcessEnv[]): Promise<AuthScene> {
    const sentinels = group.addresses.map(({ host, port }) => `${host}:${port}`).join(',');
    const where = { REDIS_SENTINELS: sentinels, REDIS_SENTINEL_NAME: group.name, REDIS_URL: '' };
    const [postgres, redis] = await Promise.all([startPostgres(), group.master()]);
    return new AuthScene(postgres, redis, where).opened(environments);
  }

  /** Makes accounts by the record alone, for hashing a password for each would take minutes. */
  async seed(count: number, role: 'user' | 'admin' = 'user'): Promise<Person[]> {
    hash ??= hashSync(seededPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    const made = Array.from({ length: count }, () => {
      people += 1;
      return { id: randomUUID(), email: `seed-${people}@example.com`, username: `seed-${people}` };
    });
    const columns = [
      made.map(({ id }) => id),
      made.map(({ email }) => email),
      made.map((one) => one.username),
    ];
    await this.postgres.sql(seedSql, [...columns, hash, role]);
    return made;
  }

  /** The two that a test has asked for. */
  get both(): readonly [AuthDoor, AuthDoor] {
    return this.doors as [AuthDoor, AuthDoor];
  }

  async someone(role?: 'admin'): Promise<Person> {
    const [person] = await this.seed(1, role);
    return person as Person;
  }

  /** Resolves when every instance is in normal mode; one that has lost Redis often waits for that. */
  normal(): Promise<unknown> {
    const isNormal = async () =>
      (await Promise.all(this.doors.map((door) => door.mode()))).every((mode) => mode === 'normal');
    return until('normal mode', isNormal, { timeout: 60_000 });
  }

  /** Which passwords, tokens and codes, those of the mails too, stand in what the instances have written. */
  secretsInLogs(): string[] {
    this.outbox.tokensOfAll().forEach((token) => this.secrets.add(token));
    return this.secrets.in(this.logs());
  }

  /** All that the instances have written, from their first line on. */
  logs(): string {
    return this.services.map(({ pid }) => readFileSync(`/proc/${pid}/fd/1`, 'utf8')).join('\n');
  }

  async close(): Promise<void> {
    this.doors.forEach((door) => door.close());
    await Promise.all(this.services.map((service) => service.close()));
    await Promise.all([this.postgres.close(), this.redis.close(), removeFolder(this.folder)]);
  }

  private async opened(environments: readonly NodeJS.ProcessEnv[]): Promise<this> {
    this.doors = await Promise.all(environments.map((env) => this.open(env)));
    await this.normal();
    return this;
  }

  private async open(own: NodeJS.ProcessEnv): Promise<AuthDoor> {
    const service = await startService('auth', { env: { ...this.environment, ...own } });
    this.services.push(service);
    await service.ready({ timeout: 60_000 });
    return new AuthDoor(service, this.secrets);
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      ...{ DATABASE_URL: this.postgres.url, ...this.whereRedisIs, REDIS_HEALTH_CHECK_INTERVAL: '1' },
      ...{ NODE_ENV: 'development', LOG_LEVEL: 'info', TRUSTED_PROXIES: '127.0.0.1' },
      ...{ MAIL_OUTBOX_DIR: join(this.folder, 'mails'), REQUIRE_VERIFIED_EMAIL: 'true' },
      ...{ PUBLIC_URL: 'https://secure.example', SMTP_URL: '' },
      ...{ OPERATOR_TOKEN: operatorToken },
    };
  }
}
