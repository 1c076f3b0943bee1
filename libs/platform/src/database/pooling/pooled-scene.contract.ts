import { setTimeout as delay } from 'node:timers/promises';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type PgBouncerServer,
  type PostgresServer,
  startPgBouncer,
  startPostgres,
  until,
} from '@secureconnect/testing';
import { DataSource, type QueryRunner } from 'typeorm';
import { toProblem } from '../../errors/to-problem';
import { DatabaseHealth } from '../database-health.service';
import { DatabaseModule } from '../database.module';
import { CreateNotes1763700000001, Note } from '../notes.contract';
import { SessionLocks } from '../session-locks.service';
import { Transactions } from '../transactions.service';

const [role, password] = ['secureconnect_chat', 'of this scene alone'];
const patience = { timeout: 30_000 };

/** How long the instance waits for what; the longest anybody waits for a connection, and then for one answer. */
export const waits = { connectTimeoutMs: 1_000, statementTimeoutMs: 600 };
export const longestMs = 2 * waits.connectTimeoutMs + waits.statementTimeoutMs + 500;

/** What became of one note: it is kept, or why it is not. */
export interface Answer {
  readonly id?: string;
  readonly code?: string;
  readonly tookMs: number;
}

/** One instance with six connections to a PgBouncer that has two to PostgreSQL, set as the page for operators says. */
export class PooledScene {
  private constructor(
    readonly postgres: PostgresServer,
    readonly pgbouncer: PgBouncerServer,
    private readonly app: INestApplicationContext,
  ) {}

  static async start(settings: Readonly<Record<string, string>>): Promise<PooledScene> {
    const postgres = await startPostgres();
    const pgbouncer = await startPgBouncer({ target: postgres.port, users: { [role]: password }, settings });
    const database = DatabaseModule.forRoot({
      ...{ service: 'chat', url: postgres.url, poolerUrl: pgbouncer.urlOf('secureconnect', role, password) },
      ...{ rolePassword: password, migrations: [CreateNotes1763700000001], entities: [Note] },
      ...{ migrateOnStart: true, poolSize: 6, ...waits },
    });
    @Module({ imports: [database] })
    class PooledModule {}
    const app = await NestFactory.createApplicationContext(PooledModule, { logger: false });
    const scene = new PooledScene(postgres, pgbouncer, app);
    await until('the schema', () => scene.health.ready, patience);
    return scene;
  }

  get health(): DatabaseHealth {
    return this.app.get(DatabaseHealth);
  }

  get locks(): SessionLocks {
    return this.app.get(SessionLocks);
  }

  runner(): QueryRunner {
    return this.app.get(DataSource).createQueryRunner();
  }

  /** Writes a note in a transaction, as requests do. */
  async add(body: string): Promise<Answer> {
    const asked = performance.now();
    try {
      const { id } = await this.app.get(Transactions).run(({ manager }) => manager.save(Note, { body }));
      return { id, tookMs: performance.now() - asked };
    } catch (error) {
      return { code: toProblem(error).code, tookMs: performance.now() - asked };
    }
  }

  /** Has twelve people write without a pause; gives what became of it once it is told to stop. */
  load(): () => Promise<Answer[]> {
    const answers: Answer[] = [];
    let isOver = false;
    const person = async (): Promise<void> => {
      while (!isOver) answers.push(await this.add('under load'));
    };
    const people = Promise.all(Array.from({ length: 12 }, person));
    return async () => {
      isOver = true;
      await people;
      return answers;
    };
  }

  /** Has all connections of the pooler taken, and others wait for them, until it is told to stop. */
  occupy(): () => Promise<unknown> {
    let isOver = false;
    const source = this.app.get(DataSource);
    const person = async (): Promise<void> => {
      // Some of them are refused, as there is no room for all.
      while (!isOver) await source.query('SELECT pg_sleep(0.5)').catch(() => delay(20));
    };
    const people = Promise.all(Array.from({ length: 12 }, person));
    return () => ((isOver = true), people);
  }

  /** Resolves when PostgreSQL counts as up, or as down. */
  counts(wanted: 'up' | 'down'): Promise<unknown> {
    const isSo = async () => (await this.health.check()).status === wanted;
    return until(`PostgreSQL to count as ${wanted}`, isSo, patience);
  }

  /** What was said to be kept and is not there. */
  async lost(answers: readonly Answer[]): Promise<readonly Answer[]> {
    const rows = await this.postgres.sql<{ id: string }>('SELECT id FROM chat.notes');
    const kept = new Set(rows.map(({ id }) => id));
    return answers.filter(({ id }) => id !== undefined && !kept.has(id));
  }

  /** Resolves when no connection is left in a transaction or holds a lock. */
  settled(): Promise<unknown> {
    const open = `SELECT FROM pg_stat_activity a WHERE usename = '${role}' AND (state LIKE 'idle in transaction%'
      OR EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory'))`;
    return until(
      'nothing to be left open',
      async () => (await this.postgres.sql(open)).length === 0,
      patience,
    );
  }

  async close(): Promise<void> {
    this.pgbouncer.thaw();
    this.postgres.thaw();
    await this.app.close();
    await this.pgbouncer.close();
    await this.postgres.close();
  }
}
