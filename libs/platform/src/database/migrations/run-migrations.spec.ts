import { type PostgresServer, startPostgres } from '@secureconnect/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { type MigrateOptions } from '../database.options';
import { runMigrations } from './run-migrations';

class CreateNotes1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE notes (id uuid PRIMARY KEY, number serial, body text)');
  }
  down = async (): Promise<void> => undefined;
}

class BreakHalfWay1763700000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half_way (id int)');
    await runner.query('SELECT nonsense');
  }
  down = async (): Promise<void> => undefined;
}

const services = ['gateway', 'auth', 'chat', 'video', 'storage'];

describe('when migrations run', () => {
  let postgres: PostgresServer;
  const optionsFor = (service: string, url: string): MigrateOptions => ({
    service,
    url,
    connectTimeoutMs: 2_000,
    migrations: [CreateNotes1763700000001],
  });
  const asUser = (url: string, user: string, password: string): string => {
    const changed = new URL(url);
    changed.username = user;
    changed.password = password;
    return changed.href;
  };
  const connected = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return work(client).finally(() => client.end());
  };

  beforeAll(async () => {
    postgres = await startPostgres({ settings: { log_statement: 'all' } });
  });
  afterAll(() => postgres.close());

  describe('on an empty database', () => {
    it('the service gets its schema, and the second run finds nothing to do', async () => {
      const options = optionsFor('auth', await postgres.createDatabase('once'));
      expect(await runMigrations(options)).toEqual({
        schema: 'auth',
        applied: [
          'CreateIdempotencyKeys1763683200000',
          'CreateRedisEpochs1763686800000',
          'CreateNotes1763700000001',
          'CreateLiveInstances1763730000000',
          'ShareServiceKeys1763730100000',
        ],
      });
      expect(await runMigrations(options)).toEqual({ schema: 'auth', applied: [] });
    });

    it('five services in two instances each, on two databases of one cluster at once, all succeed', async () => {
      const urls = await Promise.all(['left', 'right'].map((name) => postgres.createDatabase(name)));
      const runs = urls.flatMap((url) =>
        [...services, ...services].map((service) => runMigrations(optionsFor(service, url))),
      );
      const reports = await Promise.all(runs);
      const applied = reports.map((report) => report.applied.length).sort();
      expect(applied).toEqual([...Array<number>(10).fill(0), ...Array<number>(10).fill(5)]);
    });
  });

  describe('a migration that fails', () => {
    it('is named, leaves nothing of itself, and keeps those before it', async () => {
      const url = await postgres.createDatabase('broken');
      const options = {
        ...optionsFor('chat', url),
        migrations: [BreakHalfWay1763700000002, CreateNotes1763700000001],
      };
      await expect(runMigrations(options)).rejects.toMatchObject({
        code: 'migration_failed',
        message: expect.stringMatching(
          /^Migration BreakHalfWay1763700000002 of "chat" failed and was rolled back/,
        ),
      });
      const tables = await postgres.sql<{ tablename: string }>(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'chat' ORDER BY 1",
        [],
        'broken',
      );
      expect(tables.map((row) => row.tablename)).toEqual([
        'idempotency_keys',
        'migrations',
        'notes',
        'redis_epochs',
      ]);
    });
  });

  describe('a run whose process dies while it holds the lock', () => {
    it.each([
      ['of the service', "hashtext('video')"],
      ['of the database', '0'],
    ])('%s, is followed at once by the next one', async (_whose, lock) => {
      const url = await postgres.createDatabase('crashed');
      await runMigrations(optionsFor('video', url));
      const holder = new Client({ connectionString: url });
      holder.on('error', () => undefined);
      await holder.connect();
      await holder.query(`SELECT pg_advisory_lock(733011, ${lock})`);
      const started = Date.now();
      const next = runMigrations(optionsFor('video', url));
      setTimeout(() => (holder as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy(), 300); // prettier-ignore
      await next;
      expect(Date.now() - started).toBeGreaterThanOrEqual(290);
      expect(Date.now() - started).toBeLessThan(2_000);
    });
  });

  describe('what cannot work', () => {
    it('an address where nobody listens is said in one sentence', async () => {
      const options = optionsFor('auth', 'postgres://postgres@127.0.0.1:1/none');
      await expect(runMigrations(options)).rejects.toMatchObject({
        code: 'database_unreachable',
        message: 'PostgreSQL at 127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1.',
      });
    });

    it('a wrong password and an unknown database are said, without the password', async () => {
      const wrong = optionsFor('auth', asUser(postgres.url, 'postgres', 'hunter2'));
      const refusal = await runMigrations(wrong).catch((error: Error) => error);
      expect(refusal).toMatchObject({ code: 'database_login_refused' });
      expect((refusal as Error).message).not.toContain('hunter2');
      const unknown = optionsFor('auth', postgres.urlOf('nowhere'));
      await expect(runMigrations(unknown)).rejects.toMatchObject({ code: 'database_login_refused' });
    });

    it('a user without the right is told whom DATABASE_URL must name', async () => {
      const url = await postgres.createDatabase('denied');
      await postgres.sql("CREATE ROLE nobody_special LOGIN PASSWORD 'pw'");
      await expect(
        runMigrations(optionsFor('auth', asUser(url, 'nobody_special', 'pw'))),
      ).rejects.toMatchObject({
        code: 'migration_not_permitted',
        message: expect.stringMatching(/must name the database's owner/),
      });
    });
  });

  describe('by an administrator who is no superuser', () => {
    it('all is made, and the administrator may act as the role', async () => {
      await postgres.sql("CREATE ROLE boss LOGIN CREATEROLE PASSWORD 'pw'");
      await postgres.sql('CREATE DATABASE owned OWNER boss');
      await postgres.sql('DROP ROLE IF EXISTS secureconnect_lone');
      const url = asUser(postgres.urlOf('owned'), 'boss', 'pw');
      await runMigrations(optionsFor('lone', url));
      const rows = await connected(url, async (client) => {
        await client.query('SET ROLE secureconnect_lone');
        return (await client.query('SELECT * FROM lone.notes')).rows;
      });
      expect(rows).toEqual([]);
    });
  });

  describe('the role of a service', () => {
    let asAuth: <T>(work: (client: Client) => Promise<T>) => Promise<T>;
    const code = (attempt: Promise<unknown>): Promise<string> =>
      attempt.then(
        () => 'allowed',
        (error: { code: string }) => error.code,
      );

    beforeAll(async () => {
      const url = await postgres.createDatabase('least');
      await runMigrations({ ...optionsFor('auth', url), rolePassword: "it's a 'secret' \\ ü" });
      await runMigrations(optionsFor('chat', url));
      await postgres.sql('CREATE TABLE public.loose AS SELECT 1', [], 'least');
      await postgres.sql('GRANT ALL ON public.loose TO PUBLIC', [], 'least');
      const login = asUser(url, 'secureconnect_auth', encodeURIComponent("it's a 'secret' \\ ü"));
      asAuth = (work) => connected(login, work);
    });

    it('reads and writes its own rows', async () => {
      const rows = await asAuth(async (client) => {
        await client.query("INSERT INTO auth.notes VALUES (gen_random_uuid(), DEFAULT, 'mine')");
        return (await client.query('SELECT number, body FROM auth.notes')).rows as unknown[];
      });
      expect(rows).toEqual([{ number: 1, body: 'mine' }]);
    });

    it.each([
      ["read another service's rows", 'SELECT * FROM chat.notes'],
      ["write another service's rows", 'DELETE FROM chat.notes'],
      ['make a table in its own schema', 'CREATE TABLE auth.mine (id int)'],
      ['make a table in schema public', 'CREATE TABLE public.mine (id int)'],
      ['see what everybody may read in schema public', 'SELECT * FROM public.loose'],
      ['make a temporary table', 'CREATE TEMPORARY TABLE mine (id int)'],
      ['make a schema', 'CREATE SCHEMA mine'],
      ['change a table', 'ALTER TABLE auth.notes ADD COLUMN more text'],
      ['empty a table without a trace', 'TRUNCATE auth.notes'],
      ['change the record of migrations', 'DELETE FROM auth.migrations'],
      ['become another role', 'SET ROLE secureconnect_chat'],
      ['become the superuser', 'SET ROLE postgres'],
      ['become the superuser by way of the session', 'SET SESSION AUTHORIZATION postgres'],
      ['make a role', 'CREATE ROLE mine'],
    ])('may not %s', async (_what, statement) => {
      expect(await asAuth((client) => code(client.query(statement)))).toBe('42501');
    });

    it('is still itself after RESET ROLE', async () => {
      const user = await asAuth(async (client) => {
        await client.query('RESET ROLE');
        return (await client.query('SELECT current_user')).rows as unknown[];
      });
      expect(user).toEqual([{ current_user: 'secureconnect_auth' }]);
    });

    it('may not log in without a password, and its password is in no log', async () => {
      const [chat] = await postgres.sql(
        "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'secureconnect_chat'",
      );
      expect(chat).toEqual({ rolcanlogin: false });
      const log = readFileSync(join(postgres.dir, 'server.log'), 'utf8');
      expect(log).toContain('ALTER ROLE "secureconnect_auth" LOGIN PASSWORD');
      expect(log).not.toContain('secret');
    });

    it('loses powers that somebody gave it by hand', async () => {
      await postgres.sql('DROP ROLE IF EXISTS secureconnect_mighty');
      await postgres.sql('CREATE ROLE secureconnect_mighty SUPERUSER CREATEDB NOLOGIN');
      await runMigrations(optionsFor('mighty', postgres.urlOf('least')));
      const [role] = await postgres.sql(
        "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'secureconnect_mighty'",
      );
      expect(role).toEqual({ rolsuper: false, rolcreatedb: false });
    });
  });
});
