import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { type MigrationInterface, type QueryRunner, Repository } from 'typeorm';
import { classifyDatabaseError } from './classify-database-error';
import { DatabaseHealth } from './database-health.service';
import { DatabaseModule } from './database.module';
import { type DatabaseOptions } from './database.options';
import { runMigrations } from './migrations/run-migrations';
import { CreateNotes1763700000001, Note } from './notes.contract';

@Controller()
class NotesController {
  constructor(@InjectRepository(Note) readonly notes: Repository<Note>) {}

  @Get('live')
  live(): string {
    return 'alive';
  }
}

describe('when a service starts', () => {
  let postgres: PostgresServer;
  let app: NestFastifyApplication | undefined;
  const lines: string[] = [];
  const options = (overrides: Partial<DatabaseOptions> = {}): DatabaseOptions => ({
    service: 'auth',
    url: postgres.url,
    poolSize: 3,
    connectTimeoutMs: 500,
    statementTimeoutMs: 1_000,
    migrations: [CreateNotes1763700000001],
    entities: [Note],
    migrateOnStart: true,
    ...overrides,
  });
  const boot = async (overrides?: Partial<DatabaseOptions>): Promise<NestFastifyApplication> => {
    @Module({
      imports: [DatabaseModule.forRoot(options(overrides)), TypeOrmModule.forFeature([Note])],
      controllers: [NotesController],
    })
    class App {}
    const keep = (line: unknown): number => lines.push(String(line));
    const logger = { log: keep, warn: keep, error: keep };
    const module = await Test.createTestingModule({ imports: [App] })
      .setLogger(logger)
      .compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.init();
    return app;
  };
  const health = (): DatabaseHealth => app!.get(DatabaseHealth);
  const ready = (): Promise<boolean> => until('the database to be ready', () => health().ready);
  const notes = (): Repository<Note> => app!.get(NotesController).notes;

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());
  beforeEach(async () => {
    await postgres.start();
    await postgres.sql('DROP SCHEMA IF EXISTS auth CASCADE');
    lines.length = 0;
  });
  afterEach(async () => {
    postgres.thaw();
    await app?.close();
    app = undefined;
  });

  describe('and PostgreSQL is there', () => {
    it('it migrates, is ready, and works as its own role within its own schema', async () => {
      await boot();
      await ready();
      const [session] = await notes().query('SELECT current_user, current_schemas(false)::text AS schemas');
      expect(session).toEqual({ current_user: 'secureconnect_auth', schemas: '{auth}' });
      expect(await health().check()).toEqual({ status: 'up', latencyMs: expect.any(Number) as number });
    });

    it('what it saves gets a UUID v7, in whatever way it is saved', async () => {
      await boot();
      await ready();
      const own = '0198c0de-0000-7000-8000-000000000001';
      await notes().save(notes().create({ body: 'entity' }));
      await notes().save({ body: 'plain' });
      await notes().insert({ body: 'inserted' });
      await notes().insert({ id: own, body: 'named' });
      const ids = (await notes().find()).map(({ id }) => id);
      expect(ids).toHaveLength(4);
      expect(ids).toContain(own);
      ids.forEach((id) => expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/));
    });

    it('parameters in DATABASE_URL cannot lift the limits or the role', async () => {
      const tail = '?options=-c%20role%3Dpostgres&statement_timeout=0&query_timeout=0&application_name=x';
      await boot({ url: postgres.url + tail });
      await ready();
      const [session] = await notes().query(
        "SELECT current_user, current_setting('statement_timeout') AS limit",
      );
      expect(session).toEqual({ current_user: 'secureconnect_auth', limit: '1s' });
    });
  });

  describe('and PostgreSQL is away', () => {
    it('it lives, says database_unavailable, and is ready by itself once PostgreSQL comes', async () => {
      await postgres.kill();
      await boot();
      expect((await app!.inject('/live')).body).toBe('alive');
      expect(health().ready).toBe(false);
      expect(await health().check()).toMatchObject({
        status: 'down',
        since: expect.any(Date) as Date,
        lastError: expect.stringContaining('ECONNREFUSED') as string,
      });
      const refused = await notes()
        .find()
        .catch((error: unknown) => error);
      expect(classifyDatabaseError(refused)).toBe('unavailable');

      await postgres.start();
      await ready();
      expect(await notes().find()).toEqual([]);
      expect(await health().check()).toMatchObject({ status: 'up' });
      const reasons = lines.filter((line) => line.startsWith('Not ready'));
      expect(reasons[0]).toContain('ECONNREFUSED');
      expect(new Set(reasons).size).toBe(reasons.length);
      expect(lines.filter((line) => line.startsWith('PostgreSQL is'))).toHaveLength(2);
    });

    it.each([
      ['was never there', () => postgres.kill(), false],
      ['froze before it was ready', () => Promise.resolve(postgres.freeze()), false],
      ['froze since', () => Promise.resolve(postgres.freeze()), true],
    ])('and %s, it can be stopped in a second, and leaves no connection', async (_what, hurt, wasReady) => {
      if (!wasReady) await hurt();
      await boot();
      if (wasReady) {
        await ready();
        await Promise.all([notes().find(), notes().find(), health().check()]);
        await hurt();
        void notes().find().catch(() => undefined); // prettier-ignore
      }
      await delay(50);
      const started = Date.now();
      await app!.close();
      expect(Date.now() - started).toBeLessThan(1_000);
      await delay(20); // A socket that was cut is gone one turn later.
      expect(process.getActiveResourcesInfo()).not.toContain('TCPSocketWrap');
      postgres.thaw();
      await postgres.start();
      const ours = "SELECT FROM pg_stat_activity WHERE application_name LIKE 'secureconnect%'";
      await until('no connection', async () => (await postgres.sql(ours)).length === 0);
    });
  });

  describe('and a migration takes long', () => {
    it('it can be stopped at once, and nothing of the migration remains', async () => {
      class Sleep1763700000002 implements MigrationInterface {
        async up(runner: QueryRunner): Promise<void> {
          await runner.query('CREATE TABLE half_way (id int)');
          await runner.query('SELECT pg_sleep(20)');
        }
        down = async (): Promise<void> => undefined;
      }
      await boot({ migrations: [Sleep1763700000002] });
      const sleeping =
        "SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(20)' AND state = 'active'";
      await until('it to sleep', async () => (await postgres.sql(sleeping)).length === 1);
      const started = Date.now();
      await app!.close();
      expect(Date.now() - started).toBeLessThan(1_000);
      await postgres.restart();
      expect(await postgres.sql("SELECT to_regclass('auth.half_way') AS found")).toEqual([{ found: null }]);
    });
  });

  describe('and migrations are pending that it may not run', () => {
    it('it does not become ready, names them once, and is ready after npm run migrate', async () => {
      await boot({ migrateOnStart: false });
      await until('both to be named', () => /Keys\d+, Create/.test(health().notReadyBecause ?? ''));
      await runMigrations({ ...options(), migrations: [] });
      const pending = 'The schema of "auth" lacks CreateNotes1763700000001: run `npm run migrate`.';
      await until('the pending one to be named', () => health().notReadyBecause === pending);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(health().ready).toBe(false);
      expect(lines.filter((line) => line === `Not ready: ${pending}`)).toHaveLength(1);
      const refused = await notes().find().catch((error: unknown) => error); // prettier-ignore
      expect(classifyDatabaseError(refused)).toBe('unavailable');

      await runMigrations(options());
      await ready();
      expect(await notes().find()).toEqual([]);
    });
  });

  describe('and its role was never made', () => {
    it('it does not become ready and says what to do', async () => {
      await boot({ service: 'ghost', migrateOnStart: false });
      const reason = await until('the reason', () => /ghost/.exec(health().notReadyBecause ?? '')?.input);
      expect(reason).toMatch(
        /^The role "secureconnect_ghost" cannot be used \(.*\): run `npm run migrate`\.$/,
      );
    });
  });

  describe('as a role that may log in', () => {
    it('it needs no administrator, and says so when it is asked to migrate', async () => {
      await runMigrations({ ...options(), rolePassword: 'pw' });
      const own = new URL(postgres.url);
      [own.username, own.password] = ['secureconnect_auth', 'pw'];
      await boot({ url: own.href, migrateOnStart: false });
      await ready();
      expect(await notes().find()).toEqual([]);
      await expect(runMigrations({ ...options(), url: own.href })).rejects.toMatchObject({
        code: 'migration_not_permitted',
      });
    });
  });
});
