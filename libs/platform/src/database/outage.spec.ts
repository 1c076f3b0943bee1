import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type ArgumentsHost, Body, Catch, Controller, type ExceptionFilter, Get, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { type FastifyReply } from 'fastify';
import { Repository } from 'typeorm';
import { statusOf, toProblem } from '../errors/to-problem';
import { DatabaseHealth } from './database-health.service';
import { DatabaseModule } from './database.module';
import { CreateNotes1763700000001, Note } from './notes.contract';

const poolSize = 4;
const statementTimeoutMs = 600;

@Controller()
class NotesController {
  constructor(@InjectRepository(Note) readonly notes: Repository<Note>) {}

  @Post('notes')
  add(@Body() body: { body: string }): Promise<Note> {
    return this.notes.manager.transaction((manager) => manager.save(Note, { body: body.body }));
  }

  @Get('sleep')
  async sleep(): Promise<void> {
    await this.notes.query('SELECT pg_sleep(5)');
  }
}

@Catch()
class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const problem = toProblem(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(statusOf(problem)).send({ code: problem.code, seen: String(error) });
  }
}

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly seen?: string;
  readonly id?: string;
  readonly tookMs: number;
}

describe('when a service is under load', () => {
  let postgres: PostgresServer;
  let app: NestFastifyApplication;
  let base: string;
  const lines: string[] = [];
  const surprises: unknown[] = [];
  const note = (error: unknown): number => surprises.push(error);

  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const started = performance.now();
    const answer = await fetch(base + path, { ...init, signal: AbortSignal.timeout(10_000) });
    const body = (await answer.json().catch(() => ({}))) as Partial<Answer>;
    return { ...body, status: answer.status, tookMs: performance.now() - started };
  };
  const headers = { 'content-type': 'application/json' };
  const add = (body: string): Promise<Answer> =>
    ask('/notes', { method: 'POST', headers, body: JSON.stringify({ body }) });
  /** Twelve clients, three for each connection, that ask again and again until told to stop. */
  const load = (): { stop: () => Promise<Answer[]> } => {
    const answers: Answer[] = [];
    let stopped = false;
    const client = async (name: number): Promise<void> => {
      while (!stopped) {
        answers.push(await add(`from ${name}`));
        await delay(2);
      }
    };
    const clients = Promise.all(Array.from({ length: 12 }, (_, name) => client(name)));
    return {
      stop: async () => {
        stopped = true;
        await clients;
        return answers;
      },
    };
  };
  const tellOf = (answers: Answer[]): { codes: string[]; slowest: number } => ({
    codes: [...new Set(answers.map(({ status, code, seen }) => (status === 201 ? '201' : status === 503 ? String(code) : `${status} ${seen}`)))].sort(), // prettier-ignore
    slowest: Math.max(...answers.map(({ tookMs }) => tookMs)),
  });
  /** What was answered with 201 and is not in the table. */
  const lost = async (answers: Answer[]): Promise<Answer[]> => {
    const rows = await postgres.sql<{ id: string }>('SELECT id FROM chat.notes');
    const kept = new Set(rows.map(({ id }) => id));
    return answers.filter(({ id }) => id !== undefined && !kept.has(id));
  };
  const connections = async (): Promise<number> => {
    const rows = await postgres.sql(
      "SELECT FROM pg_stat_activity WHERE application_name LIKE 'secureconnect%'",
    );
    return rows.length;
  };
  const up = (): Promise<boolean> =>
    until('PostgreSQL to be up', async () => (await app.get(DatabaseHealth).check()).status === 'up');

  beforeAll(async () => {
    process.on('uncaughtException', note);
    process.on('unhandledRejection', note);
    postgres = await startPostgres();
    const migrations = [CreateNotes1763700000001];
    const imports = [
      DatabaseModule.forRoot({
        ...{ service: 'chat', url: postgres.url, migrations, entities: [Note], migrateOnStart: true },
        ...{ poolSize, connectTimeoutMs: 500, statementTimeoutMs },
      }),
      TypeOrmModule.forFeature([Note]),
    ];
    const keep = (line: unknown): number => lines.push(String(line));
    const module = await Test.createTestingModule({ imports, controllers: [NotesController] })
      .setLogger({ log: keep, warn: keep, error: keep })
      .compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    base = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    await until('ready', () => app.get(DatabaseHealth).ready);
  });
  beforeEach(() => {
    lines.length = 0;
  });
  afterAll(async () => {
    await app.close();
    await postgres.close();
    process.off('uncaughtException', note);
    process.off('unhandledRejection', note);
    expect(surprises).toEqual([]);
  });

  describe('and PostgreSQL is killed and started again, three times', () => {
    it('every request is answered with 201 or 503, nothing promised is lost, and no connection leaks', async () => {
      await up();
      const running = load();
      for (let kills = 0; kills < 3; kills += 1) {
        await delay(300);
        await postgres.kill();
        await delay(200);
        expect(await app.get(DatabaseHealth).check()).toMatchObject({ status: 'down' });
        await postgres.start();
        await up();
        await until('a success', async () => (await add('back')).status === 201);
      }
      const answers = await running.stop();
      const { codes, slowest } = tellOf(answers);
      expect(codes.filter((code) => code !== 'database_timeout')).toEqual(['201', 'database_unavailable']);
      expect(slowest).toBeLessThan(2_000);
      expect(await lost(answers)).toEqual([]);
      expect(await connections()).toBeLessThanOrEqual(poolSize + 1);
      expect(lines.filter((line) => line.startsWith('PostgreSQL is away'))).toHaveLength(3);
      expect(lines.filter((line) => line.startsWith('PostgreSQL is back'))).toHaveLength(3);
      expect(surprises).toEqual([]);
    });
  });

  describe('and PostgreSQL is killed while nobody asks anything', () => {
    it('nothing happens to the process, and the next request is served once PostgreSQL is back', async () => {
      await Promise.all(Array.from({ length: poolSize }, () => add('open them all')));
      await postgres.restart();
      await up();
      expect(await add('back')).toMatchObject({ status: 201 });
      expect(surprises).toEqual([]);
    });
  });

  describe('and PostgreSQL freezes and thaws', () => {
    it('every request is answered in time, and afterwards nothing is left in a stranger’s transaction', async () => {
      await up();
      const running = load();
      await delay(200);
      postgres.freeze();
      const asked = performance.now();
      expect(await app.get(DatabaseHealth).check()).toMatchObject({ status: 'down' });
      expect(performance.now() - asked).toBeLessThan(1_100);
      await delay(2_500);
      postgres.thaw();
      await up();
      await until('a success', async () => (await add('back')).status === 201);
      const answers = await running.stop();
      const { codes, slowest } = tellOf(answers);
      expect(['201', 'database_timeout', 'database_unavailable']).toEqual(expect.arrayContaining(codes));
      expect(codes).toContain('database_timeout');
      // To wait for a connection, and then for one answer.
      expect(slowest).toBeLessThan(500 + statementTimeoutMs + 500 + 400);
      expect(await lost(answers)).toEqual([]);
      await until('connections within bounds', async () => (await connections()) <= poolSize + 1);
      const idle = await postgres.sql("SELECT FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'");
      expect(idle).toEqual([]);
      expect(surprises).toEqual([]);
    });
  });

  describe('and every connection of the pool is busy', () => {
    it('those who wait are told so, slow statements are cut, and health is still up', async () => {
      await up();
      const slow = Array.from({ length: poolSize }, () => ask('/sleep'));
      await delay(50);
      const waiting = add('no room');
      expect(await app.get(DatabaseHealth).check()).toMatchObject({ status: 'up' });
      expect(await waiting).toMatchObject({ status: 503, code: 'database_timeout' });
      for (const answer of await Promise.all(slow)) {
        expect(answer).toMatchObject({ status: 503, code: 'database_timeout' });
        expect(answer.tookMs).toBeLessThan(statementTimeoutMs + 400);
      }
      expect(await add('room again')).toMatchObject({ status: 201 });
    });
  });

  describe('and for a while it is led to what is read-only, as a standby or a demoted primary is', () => {
    it('that counts as away, and nobody stays there once the primary is back', async () => {
      const set = (change: string) => postgres.sql(`ALTER DATABASE secureconnect ${change}`, [], 'postgres');
      await set('SET default_transaction_read_only = on');
      await postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'secureconnect'", [], 'postgres'); // prettier-ignore
      await until('it to be met', async () => (await add('met')).code === 'database_unavailable');
      expect(await app.get(DatabaseHealth).check()).toMatchObject({ status: 'down' });
      await set('RESET default_transaction_read_only');
      const answers = await Promise.all(Array.from({ length: poolSize * 2 }, () => add('written')));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    });
  });

  describe('and somebody gives a connection back inside a transaction', () => {
    it('the next one does not get it', async () => {
      const source = app.get(NotesController).notes.manager.connection;
      const careless = source.createQueryRunner();
      await careless.query('BEGIN');
      const [mine] = (await careless.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
      await careless.release();
      const pids = await Promise.all(
        Array.from({ length: poolSize }, async () => {
          const [row] = await source.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
          return row?.pid;
        }),
      );
      expect(pids).not.toContain(mine?.pid);
      const { status, id } = await add('kept');
      expect(status).toBe(201);
      expect(await postgres.sql('SELECT body FROM chat.notes WHERE id = $1', [id])).toEqual([
        { body: 'kept' },
      ]);
    });
  });
});
