import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, type INestApplicationContext, Logger, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MultiLayerCacheModule } from '@secureconnect/cache';
import { type Caller } from '@secureconnect/identity';
import { CreateJobs1763694000000, JobsModule } from '@secureconnect/jobs';
import {
  CountRefusedAttempts1763730500000,
  CreateLockout1763722000000,
  LockoutStoreModule,
  TellDeviceLocks1763728500000,
} from '@secureconnect/lockout-store';
import {
  classifyDatabaseError,
  DatabaseHealth,
  DatabaseModule,
  Drain,
  ModeSource,
  newId,
  ServiceIdentity,
  SETTINGS,
  Transactions,
} from '@secureconnect/platform';
import { CreatePresence1763724000000, PresenceStoreModule } from '@secureconnect/presence-store';
import { ResilientRedisModule } from '@secureconnect/redis';
import { RedisBreakers, RedisHealthService } from '@secureconnect/resilience';
import { CreateRevocations1763720000000, RevocationStoreModule } from '@secureconnect/revocation-store';
import { CreateSessions1763721000000, SessionStore, SessionStoreModule } from '@secureconnect/session-store';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { CreateAuditEvents1763725200000 } from '../audit/create-audit-events.migration';
import { CreateAccountLinks1763725100000 } from '../links/create-account-links.migration';
import { CreateWaitingRegistrations1763730000000 } from '../links/create-waiting-registrations.migration';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { AccountUseCasesModule } from './account-use-cases.module';
import { CreateUsers1763725000000 } from './create-users.migration';
import { HoldNames1763731000000 } from './hold-names.migration';
import { NoteFirstVerified1763728000000 } from './note-first-verified.migration';
import { RegisterAccount } from './register-account.use-case';

const migrations = [
  ...[CreateJobs1763694000000, CreateRevocations1763720000000, CreateSessions1763721000000],
  ...[
    CreateLockout1763722000000,
    CreateUsers1763725000000,
    NoteFirstVerified1763728000000,
    CreateAccountLinks1763725100000,
    CreateWaitingRegistrations1763730000000,
    HoldNames1763731000000,
  ],
  ...[CreatePresence1763724000000, CreateAuditEvents1763725200000],
  TellDeviceLocks1763728500000,
  CountRefusedAttempts1763730500000,
];
const keys = [{ id: 'present', key: Buffer.alloc(32, 'k') }] as const;

/** What accounts are set to in specs. */
const valuesOf = (postgres: PostgresServer, outbox: string) => ({
  ...{
    DATABASE_URL: postgres.url,
    AUTH_SECRET: 'a secret of this spec, long enough',
    AUTH_SECRET_BEFORE: '',
  },
  ...{ PUBLIC_URL: 'https://secure.example', MAIL_OUTBOX_DIR: outbox, SMTP_URL: '', SMTP_TLS: 'preferred' },
  ...{ MAIL_FROM: 'SecureConnect <no-reply@secure.example>', REQUIRE_VERIFIED_EMAIL: true },
  ...{
    REAUTHENTICATION_SECONDS: 600,
    UNVERIFIED_ACCOUNT_DAYS: 7,
    MAIL_REQUESTS_PER_HOUR: 1_000,
    DIRECTORY_LOOKUPS_PER_MINUTE: 5,
  },
  ...{ PASSWORD_HASHERS: 1, PASSWORD_QUEUE: 200, OPERATOR_TOKEN: '' },
});

/** What the platform gives every module of a service. */
function platform(values: object): DynamicModule {
  @Module({})
  class PlatformStandIn {}
  const modes = {
    provide: ModeSource,
    useFactory: (health: RedisHealthService, breakers: RedisBreakers) => new ModeSource(health, breakers),
    inject: [RedisHealthService, RedisBreakers],
  };
  const identity = { provide: ServiceIdentity, useValue: new ServiceIdentity('auth', 'spec') };
  const providers = [{ provide: SETTINGS, useValue: values }, modes, identity, Drain];
  return { module: PlatformStandIn, global: true, providers, exports: providers };
}

function moduleOf(postgres: PostgresServer, redis: RedisServer, outbox: string): Type {
  const isForeign = (error: unknown) => classifyDatabaseError(error) !== undefined;
  const resilient = ResilientRedisModule.forRoot({
    ...{ name: 'accounts', redis: { url: redis.url }, metrics: new Registry(), health: { calmMs: 1 } },
    ...{ failover: { isPostgresOutage: isForeign }, resilience: { isForeign } },
  });
  const database = DatabaseModule.forRoot({
    ...{ service: 'auth', url: postgres.url, migrations, entities: [], migrateOnStart: true },
    ...{ poolSize: 10, connectTimeoutMs: 1_000, statementTimeoutMs: 5_000 },
  });
  const presence = { ...PresenceStoreModule.forRoot(), global: true };
  const sessions = { ...SessionStoreModule.forRoot({ keys: [...keys] }), global: true };
  @Module({
    imports: [
      ...[resilient, database, MultiLayerCacheModule.forRoot(), platform(valuesOf(postgres, outbox))],
      ...[JobsModule.forRoot({ pollMs: 200 }), LockoutStoreModule.forRoot({ keys }), sessions],
      ...[RevocationStoreModule.forRoot(), presence, AccountUseCasesModule],
    ],
  })
  class InstanceModule {}
  return InstanceModule;
}

/** A mail as it was read in the outbox. */
export interface ReadMail {
  readonly to: string;
  readonly subject: string;
  readonly raw: string;
  readonly token: string | undefined;
}

let people = 0;

/** Accounts on a real PostgreSQL and a real Redis, with an outbox that can be read. */
export class AccountScene {
  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly app: INestApplicationContext,
    readonly outbox: string,
  ) {}

  static async start(): Promise<AccountScene> {
    Logger.overrideLogger(false);
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const outbox = await mkdtemp(join(tmpdir(), 'outbox-'));
    const module = moduleOf(postgres, redis, join(outbox, 'mails'));
    const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    await until('the schema', () => app.get(DatabaseHealth).ready, { timeout: 20_000 });
    return new AccountScene(postgres, redis, app, join(outbox, 'mails'));
  }

  get<T>(type: abstract new (...parts: never[]) => T): T {
    return this.app.get(type as Type<T>, { strict: false });
  }

  rows<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.postgres.sql<Row>(text, values);
  }

  /** What the next person would type. */
  person() {
    people += 1;
    const username = `ada.${people}`;
    const password = `a fine pass phrase ${people} of hers`;
    return { email: `Ada.${people}@example.com`, username, password, address: '192.0.2.1' };
  }

  /** Somebody who has registered; nothing is verified. */
  async registered(): Promise<Account & { password: string }> {
    const person = this.person();
    await this.get(RegisterAccount).run(person);
    const account = await this.get(AccountRecord).findByEmail(person.email);
    if (!account) throw new Error('Nobody was registered');
    return { ...account, password: person.password };
  }

  /** Somebody who asks with a token of a session that has just begun. */
  async caller(userId: string): Promise<Caller & { sessionId: string }> {
    const details = { device: {}, address: '192.0.2.1', userAgent: 'spec', metadata: {}, riskScore: 0 };
    const { session } = await this.get(Transactions).run((within) =>
      this.get(SessionStore).begin({ userId, details, methods: ['pwd'] }, within),
    );
    const times = { issuedAtMs: session.createdAt, authenticatedAtMs: session.createdAt };
    const token = {
      tokenId: newId(),
      role: 'user',
      methods: ['pwd'],
      expiresAtMs: session.createdAt + 900_000,
    } as const;
    return { userId, sessionId: session.id, ...times, ...token };
  }

  /** All mails to an address, those sent first first. */
  async mailsTo(email: string): Promise<ReadMail[]> {
    const names = (await readdir(this.outbox).catch(() => [])).filter((name) => name.endsWith('.eml')).sort();
    const mails = await Promise.all(names.map((name) => readFile(join(this.outbox, name), 'utf8')));
    return mails.map(read).filter(({ to }) => to === email);
  }

  /** The latest mail to an address with such a subject, once it is there; the latest of several that were there. */
  async mailTo(email: string, subject: string, count = 1): Promise<ReadMail> {
    const found = await until(
      `${count} × "${subject}" to ${email}`,
      async () => {
        const mails = (await this.mailsTo(email)).filter((mail) => mail.subject === subject);
        return mails.length >= count && mails;
      },
      { timeout: 20_000 },
    );
    return (found as ReadMail[]).at(-1) as ReadMail;
  }

  /** Resolves when every request for a mail was looked at, and every mail is out. */
  idle(): Promise<unknown> {
    return until(
      'no mail under way',
      async () => (await this.rows('SELECT id FROM auth.jobs')).length === 0,
      { timeout: 20_000 },
    );
  }

  async close(): Promise<void> {
    await this.app.close();
    await rm(join(this.outbox, '..'), { recursive: true, force: true });
    await Promise.all([this.postgres.close(), this.redis.close()]);
  }
}

function read(raw: string): ReadMail {
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(raw)?.[1] ?? '';
  return { raw, to: header('To'), subject: header('Subject'), token: /#token=([\w-]+)/.exec(raw)?.[1] };
}
