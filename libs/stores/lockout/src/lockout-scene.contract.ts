import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseHealth, DatabaseModule, newId, Transactions } from '@secureconnect/platform';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { CountRefusedAttempts1763730500000 } from './count-refused-attempts.migration';
import { CreateLockout1763722000000 } from './create-lockout.migration';
import { LockoutCleaner } from './lockout-cleaner.service';
import { LockoutStoreModule } from './lockout-store.module';
import { type LockoutOptions } from './lockout.options';
import { TellDeviceLocks1763728500000 } from './tell-device-locks.migration';
import { AllowanceStore, type Attempt, LockoutStore } from './lockout.store';

/** One of several processes on one schema, as far as attempts are concerned. */
export class LockoutInstance {
  readonly lockout: LockoutStore;
  readonly allowances: AllowanceStore;
  readonly cleaner: LockoutCleaner;
  readonly transactions: Transactions;

  constructor(readonly app: INestApplicationContext) {
    this.lockout = app.get(LockoutStore);
    this.allowances = app.get(AllowanceStore);
    this.cleaner = app.get(LockoutCleaner);
    this.transactions = app.get(Transactions);
  }

  /** One wrong guess from beginning to end: which lock forbade it, if any. */
  async guess(attempt: Attempt): Promise<string | undefined> {
    const verdict = await this.lockout.begin(attempt);
    if (!verdict.allowed) return verdict.lock.of;
    await this.lockout.fail(verdict.id);
    return undefined;
  }

  /** One right one. */
  async login(attempt: Attempt): Promise<string | undefined> {
    const verdict = await this.lockout.begin(attempt);
    if (!verdict.allowed) return verdict.lock.of;
    await this.lockout.succeed(verdict.id);
    return undefined;
  }
}

/** A key as `AuthSecrets` would give it. */
export const keyOf = (text: string) => ({ id: text, key: Buffer.from(text.padEnd(32, '.')) });

/** Real PostgreSQL with the tables of the lockout, and any number of instances on it. */
export class LockoutScene {
  private readonly running: LockoutInstance[] = [];

  private constructor(readonly postgres: PostgresServer) {}

  static async start(): Promise<LockoutScene> {
    return new LockoutScene(await startPostgres());
  }

  /** The next one, ready for use. */
  async instance(options: Partial<LockoutOptions> = {}): Promise<LockoutInstance> {
    const limits = { poolSize: 8, connectTimeoutMs: 5_000, statementTimeoutMs: 20_000 };
    const database = {
      service: 'auth',
      url: this.postgres.url,
      entities: [],
      migrateOnStart: true,
      ...limits,
    };
    @Module({
      imports: [
        DatabaseModule.forRoot({
          ...database,
          migrations: [
            CreateLockout1763722000000,
            TellDeviceLocks1763728500000,
            CountRefusedAttempts1763730500000,
          ],
        }),
        LockoutStoreModule.forRoot({
          keys: [keyOf('present')],
          answerWithinMs: 15_000,
          waitMs: 30_000,
          ...options,
        }),
      ],
    })
    class InstanceModule {}
    const app = await NestFactory.createApplicationContext(InstanceModule, { logger: false });
    const instance = new LockoutInstance(app);
    this.running.push(instance);
    await until('the schema', () => app.get(DatabaseHealth).ready);
    return instance;
  }

  rows<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    return this.postgres.sql<Row & Record<string, unknown>>(text, values);
  }

  /** Lets time pass for all that is kept. */
  async later(minutes: number): Promise<void> {
    const back = `- ${minutes} * interval '1 minute'`;
    await this.rows(
      `UPDATE auth.login_attempts SET begun_at = begun_at ${back}, pending_until = pending_until ${back};
       UPDATE auth.login_locks SET since = since ${back}, until = until ${back};
       UPDATE auth.allowance_uses SET used_at = used_at ${back}, ends_at = ends_at ${back}`,
    );
  }

  async empty(): Promise<void> {
    await this.rows('TRUNCATE auth.login_attempts, auth.login_locks, auth.allowance_uses');
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map(({ app }) => app.close()));
    await this.postgres.close();
  }
}

/** An account nobody else has. */
export const someone = (): string => `${newId()}@example.org`;

/** So many at once, each on the next instance. */
export const atOnce = <T>(count: number, work: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));
