import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DynamicModule, type INestApplicationContext, Logger, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MultiLayerCacheModule } from '@secureconnect/cache';
import { Authenticator, type Caller, IdentityModule } from '@secureconnect/identity';
import { JobsModule } from '@secureconnect/jobs';
import {
  classifyDatabaseError,
  DatabaseHealth,
  DatabaseModule,
  Drain,
  ModeSource,
  ServiceIdentity,
  SETTINGS,
  Transactions,
} from '@secureconnect/platform';
import { ResilientRedisModule } from '@secureconnect/redis';
import { isPostgresOutage, RedisBreakers, RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { type Account, type AccountChange } from '../accounts/account';
import { AccountRecord } from '../accounts/account-record.adapter';
import { AccountUseCasesModule } from '../accounts/account-use-cases.module';
import { MfaModule } from '../mfa/mfa.module';
import { type LoginAnswer } from '../mfa/step-up-completion.port';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { migrations } from '../migrations.constants';
import { type TokenAnswer } from './login-answers.service';
import { LoginModule } from './login.module';
import { SessionsModule } from '../sessions/sessions.module';
import { LogOut, type LogoutScope } from '../sessions/log-out.use-case';
import { RefreshTokens } from '../sessions/refresh-tokens.use-case';
import { SigningKeysModule } from '../signing-keys/signing-keys.module';
import { StoresModule } from '../stores.module';
import { LocalTokenKeys } from '../tokens/local-token-keys.adapter';
import { LogIn } from './log-in.use-case';

/** Where an instance finds its servers, and how it is set. */
export interface LoginInstanceOptions {
  readonly postgres: string;
  readonly redis: string;
  readonly outbox: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Somebody who wants in. */
export interface Visitor {
  readonly email: string;
  readonly password?: string;
  readonly fingerprint?: string;
  readonly address?: string;
  readonly userAgent?: string;
}

/** The password of everybody here. */
export const passPhrase = 'a fine pass phrase of hers';
export const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

export const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36';

/** An error with this code. */
export const refused = (code: string) => expect.objectContaining({ code }) as Error;

/** The mails in an outbox that went to an address. */
export async function mailsIn(outbox: string, email: string): Promise<string[]> {
  const names = (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
  return mails.filter((mail) => mail.includes(`To: ${email}`));
}

/** What is set where nothing else is said. */
const defaults = (postgres: string, outbox: string) => ({
  ...{ DATABASE_URL: postgres, AUTH_SECRET: 'a secret of this spec, long enough', AUTH_SECRET_BEFORE: '' },
  ...{ SIGNING_KEYS_SECRET: '', SIGNING_KEYS_SECRET_BEFORE: '', SIGNING_KEY_LIFE_SECONDS: 86_400 },
  ...{ SIGNING_KEY_LEAD_SECONDS: 3_600, SIGNING_KEY_KEPT_SECONDS: 3_600, OPERATOR_TOKEN: '' },
  ...{ PUBLIC_URL: 'https://secure.example', MAIL_OUTBOX_DIR: outbox, SMTP_URL: '', SMTP_TLS: 'preferred' },
  ...{ MAIL_FROM: 'SecureConnect <no-reply@secure.example>', REQUIRE_VERIFIED_EMAIL: false },
  ...{
    REAUTHENTICATION_SECONDS: 600,
    UNVERIFIED_ACCOUNT_DAYS: 7,
    MAIL_REQUESTS_PER_HOUR: 1_000,
    DIRECTORY_LOOKUPS_PER_MINUTE: 60,
  },
  ...{ PASSWORD_HASHERS: 1, PASSWORD_QUEUE: 200, MFA_REQUIRED_ROLES: [], ENABLE_STATELESS_AUTH: false },
  ...{ RISK_STEP_UP_PERCENT: 60, RISK_REAUTHENTICATE_PERCENT: 60, RISK_REVOKE_PERCENT: 80 },
  GEO_DATABASE: '',
  ENABLE_REDIS_FALLBACK: true,
});

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

function moduleOf({ postgres, redis, outbox, settings = {} }: LoginInstanceOptions, metrics: Registry): Type {
  const values = { ...defaults(postgres, outbox), ...settings };
  const isForeign = (error: unknown) => classifyDatabaseError(error) !== undefined;
  const fallbackEnabled = values.ENABLE_REDIS_FALLBACK;
  const resilient = ResilientRedisModule.forRoot({
    ...{ name: 'auth', redis: { url: redis }, metrics, health: { calmMs: 1 } },
    failover: { isPostgresOutage: (error: unknown) => isPostgresOutage(error) || isForeign(error) },
    resilience: { isForeign, fallbackEnabled },
  });
  const database = DatabaseModule.forRoot({
    ...{ service: 'auth', url: postgres, migrations, entities: [] },
    ...{ migrateOnStart: true, poolSize: 10, connectTimeoutMs: 1_000, statementTimeoutMs: 5_000 },
  });
  @Module({
    imports: [
      ...[resilient, database, MultiLayerCacheModule.forRoot(), platform(values)],
      IdentityModule.forRoot({ keys: LocalTokenKeys, imports: [SigningKeysModule] }),
      ...[JobsModule.forRoot({ pollMs: 200 }), StoresModule, LoginModule, SessionsModule],
      MfaModule.forRoot({ imports: [AccountUseCasesModule, LoginModule] }),
    ],
  })
  class InstanceModule {}
  return InstanceModule;
}

let people = 0;

/** One instance of auth as far as logins go, on real servers. */
export class LoginInstance {
  private static hash: Promise<string> | undefined;

  private constructor(
    readonly app: INestApplicationContext,
    readonly metrics: Registry,
  ) {}

  static async start(options: LoginInstanceOptions): Promise<LoginInstance> {
    Logger.overrideLogger(false);
    const metrics = new Registry();
    const context = { logger: false, abortOnError: false } as const;
    const app = await NestFactory.createApplicationContext(moduleOf(options, metrics), context);
    await until('the schema', () => app.get(DatabaseHealth).ready, { timeout: 20_000 });
    return new LoginInstance(app, metrics);
  }

  get<T>(type: abstract new (...parts: never[]) => T): T {
    return this.app.get(type as Type<T>, { strict: false });
  }

  /** An account with the password of everybody; one hash does for all. */
  async someone(): Promise<Account> {
    people += 1;
    LoginInstance.hash ??= this.get(PasswordHasher).hash(passPhrase);
    const person = { email: `ada.${people}@example.com`, username: `ada.${people}` };
    const passwordHash = await LoginInstance.hash;
    const added = await this.get(Transactions).run(({ manager }) =>
      this.get(AccountRecord).add(manager, { ...person, passwordHash }),
    );
    if (!('account' in added)) throw new Error('Nobody was added');
    return added.account;
  }

  logIn({ email, password = passPhrase, fingerprint, ...client }: Visitor): Promise<LoginAnswer> {
    const from = { address: '192.0.2.7', userAgent: firefox, ...client };
    const device = fingerprint === undefined ? {} : { fingerprint };
    return this.get(LogIn).run({ email, password, device, client: from });
  }

  /** Logs in while the account is locked to be changed, and is changed before the login goes on. */
  async logInDuring(visitor: Visitor, id: string, change: AccountChange): Promise<LoginAnswer> {
    const waits = `SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')`;
    const login = await this.get(Transactions).run(async ({ manager }) => {
      await this.get(AccountRecord).forUpdate(manager, id);
      const waiting = Promise.allSettled([this.logIn(visitor)]);
      const isWaiting = async () => (await this.get(DataSource).query<unknown[]>(waits)).length > 0;
      await until('the login to wait', isWaiting, { timeout: 20_000 });
      await this.get(AccountRecord).change(manager, id, change);
      return { waiting };
    });
    const [result] = await login.waiting;
    if (result.status === 'rejected') throw result.reason as Error;
    return result.value;
  }

  refresh(token: string, client: { address?: string; userAgent?: string } = {}): Promise<TokenAnswer> {
    return this.get(RefreshTokens).run(token, { address: '192.0.2.7', userAgent: firefox, ...client });
  }

  async logOut(token: string, scope: LogoutScope = 'local'): Promise<void> {
    await this.get(LogOut).run(await this.callerOf(token), scope);
  }

  callerOf(token: string): Promise<Caller> {
    return this.get(Authenticator).authenticate(token);
  }

  /** Whether a token is let in; anything but a plain no is thrown. */
  accepts(token: string): Promise<boolean> {
    return this.callerOf(token).then(
      () => true,
      (error: { code?: string }) => {
        if (error.code === 'token_revoked') return false;
        throw error as Error;
      },
    );
  }

  isNormal(): Promise<unknown> {
    return until('normal', () => this.get(RedisHealthService).isAvailable, { timeout: 20_000 });
  }

  isDegraded(): Promise<unknown> {
    return until('the outage', () => !this.get(RedisHealthService).isAvailable, { timeout: 20_000 });
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
