import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  LockoutStoreModule,
  CreateLockout1763722000000,
  TellDeviceLocks1763728500000,
} from '@secureconnect/lockout-store';
import { DatabaseHealth, DatabaseModule, newId, SETTINGS, type Transaction } from '@secureconnect/platform';
import { Secret, TOTP } from 'otpauth';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { AccountErasures } from '../accounts/account-erasures';
import { AccountRecord } from '../accounts/account-record.adapter';
import { CreateUsers1763725000000 } from '../accounts/create-users.migration';
import { EndSessions } from '../accounts/end-sessions.use-case';
import { NoteFirstVerified1763728000000 } from '../accounts/note-first-verified.migration';
import { AuditLog } from '../audit/audit-log';
import { CreateAuditEvents1763725200000 } from '../audit/create-audit-events.migration';
import { PostgresAuditLog } from '../audit/postgres-audit-log.adapter';
import { type Mail, Mailer } from '../mail/mailer';
import { type Challenge } from './challenges';
import { ConfirmTotp } from './confirm-totp.use-case';
import { CreateMfa1763726000000 } from './create-mfa.migration';
import { EnrolTotp } from './enrol-totp.use-case';
import { MfaModule } from './mfa.module';
import { type LoginAnswer, StepUpCompletion } from './step-up-completion.port';

/** Login as far as the second factor sees it: notes what it was asked to do, in the transaction it was given. */
export class SceneLogin extends StepUpCompletion {
  readonly raised: string[] = [];
  failure: Error | undefined;

  async complete(
    { userId }: Challenge,
    methods: readonly string[],
    within: Transaction,
  ): Promise<LoginAnswer> {
    await within.manager.query('INSERT INTO completed_logins VALUES ($1, $2)', [userId, methods.join(' ')]);
    if (this.failure) throw this.failure;
    const tokens = { access_token: 'a', refresh_token: 'r', token_type: 'Bearer' } as const;
    return { ...tokens, user: { id: userId }, session_id: null, expires_in: 900, mode: 'normal' };
  }

  lower(): Promise<void> {
    return Promise.resolve();
  }

  raise(sessionId: string): Promise<void> {
    this.raised.push(sessionId);
    return Promise.resolve();
  }
}

/** Mail as far as the second factor sees it: what was sent to whom. */
export class SceneMailer extends Mailer {
  readonly sent: Mail[] = [];

  send(mail: Mail): Promise<void> {
    this.sent.push(mail);
    return Promise.resolve();
  }
}

const endSessions = { run: jest.fn(() => Promise.resolve([])) };

@Module({
  providers: [
    AccountErasures,
    AccountRecord,
    { provide: AuditLog, useClass: PostgresAuditLog },
    { provide: StepUpCompletion, useClass: SceneLogin },
    { provide: Mailer, useClass: SceneMailer },
    { provide: EndSessions, useValue: endSessions },
  ],
  exports: [AccountErasures, AccountRecord, AuditLog, StepUpCompletion, Mailer, EndSessions],
})
class AroundModule {}

class CreateCompletedLogins1763726999999 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE completed_logins (user_id uuid, methods text)');
  }
  down = (): Promise<void> => Promise.resolve();
}

const lockoutKeys = [{ id: 'scene', key: Buffer.alloc(32, 7) }];

/** One instance of what the second factor consists of, over a PostgreSQL. */
export async function startMfaInstance(
  url: string,
  secrets: { AUTH_SECRET: string; AUTH_SECRET_BEFORE?: string },
): Promise<INestApplicationContext> {
  const values = { AUTH_SECRET_BEFORE: '', MFA_REQUIRED_ROLES: ['admin'], ...secrets, DATABASE_URL: url };
  const migrations = [
    ...[CreateLockout1763722000000, TellDeviceLocks1763728500000],
    ...[CreateUsers1763725000000, NoteFirstVerified1763728000000],
    ...[CreateAuditEvents1763725200000, CreateMfa1763726000000, CreateCompletedLogins1763726999999],
  ];
  const database = {
    service: 'auth',
    url,
    poolSize: 10,
    entities: [],
    migrateOnStart: true,
    migrations,
  } as const;
  @Module({ providers: [{ provide: SETTINGS, useValue: values }], exports: [SETTINGS] })
  class SettingsModule {}
  @Module({
    imports: [
      { module: SettingsModule, global: true },
      DatabaseModule.forRoot({ ...database, connectTimeoutMs: 2_000, statementTimeoutMs: 10_000 }),
      LockoutStoreModule.forRoot({ keys: lockoutKeys }),
      MfaModule.forRoot({ imports: [AroundModule] }),
    ],
  })
  class InstanceModule {}
  const app = await NestFactory.createApplicationContext(InstanceModule, { logger: false });
  await app.get(DatabaseHealth).whenReady();
  return app;
}

/** Somebody with an account, and perhaps with an authenticator app. */
export interface Person {
  readonly id: string;
  readonly caller: Parameters<ConfirmTotp['run']>[0];
}

/** Makes an account. */
export async function makePerson(app: INestApplicationContext): Promise<Person> {
  const id = newId();
  const sql = `INSERT INTO users (id, email, email_key, username, username_key, password_hash)
    VALUES ($1, $2, $2, $3, $3, 'none')`;
  await app.get(DataSource).query(sql, [id, `${id}@example.org`, `u${id.replaceAll('-', '')}`]);
  const now = Date.now();
  const times = { issuedAtMs: now, authenticatedAtMs: now, expiresAtMs: now + 900_000 };
  const caller = {
    userId: id,
    sessionId: newId(),
    tokenId: newId(),
    role: 'user',
    methods: ['pwd'],
  } as const;
  return { id, caller: { ...caller, ...times } };
}

/** The app on somebody's phone. */
export class Phone {
  private readonly totp: TOTP;

  constructor(secret: string) {
    this.totp = new TOTP({ secret: Secret.fromBase32(secret) });
  }

  /** The code of now, or of so many steps later. */
  code(steps = 0): string {
    return this.totp.generate({ timestamp: Date.now() + steps * 30_000 });
  }

  /** One that is not right for a while. */
  wrongCode(seed = 0): string {
    const right = new Set(Array.from({ length: 9 }, (_, at) => this.code(at - 4)));
    for (let at = seed * 100; ; at += 1) {
      const code = String(at).padStart(6, '0');
      if (!right.has(code)) return code;
    }
  }
}

/** Sets an app up for somebody; gives the recovery codes too. */
export async function enrol(app: INestApplicationContext, { id, caller }: Person) {
  const phone = new Phone((await app.get(EnrolTotp, { strict: false }).run(caller)).secret);
  const recoveryCodes = await app.get(ConfirmTotp, { strict: false }).run(caller, phone.code());
  // As if that had been a while ago: codes of now are left.
  await app.get(DataSource).query('UPDATE mfa_factors SET last_step = 0 WHERE user_id = $1', [id]);
  return { phone, recoveryCodes };
}
