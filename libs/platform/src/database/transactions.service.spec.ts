import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';
import { classifyDatabaseError } from './classify-database-error';
import { DatabaseHealth } from './database-health.service';
import { DatabaseModule } from './database.module';
import { type Transaction, Transactions } from './transactions.service';

/** What PostgreSQL says to whoever was slower than others. */
const slower = "RAISE EXCEPTION 'could not serialize access' USING ERRCODE = 'serialization_failure'";

class CreateNotes1763000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE notes (text text NOT NULL)');
    // What is checked at the commit may hold it up for as long as a test needs.
    await runner.query(`CREATE FUNCTION held_up() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$`);
    await runner.query(`CREATE CONSTRAINT TRIGGER notes_held AFTER INSERT ON notes
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.text = 'held') EXECUTE FUNCTION held_up()`);
    await runner.query(
      `CREATE FUNCTION lost() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${slower}; END $$`,
    );
    await runner.query(`CREATE CONSTRAINT TRIGGER notes_lost AFTER INSERT ON notes
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.text = 'lost') EXECUTE FUNCTION lost()`);
  }

  async down(): Promise<void> {
    // Never undone here.
  }
}

const database = (url: string) =>
  DatabaseModule.forRoot({
    service: 'notes',
    url,
    migrations: [CreateNotes1763000000000],
    entities: [],
    migrateOnStart: true,
    poolSize: 2,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 20_000,
  });

let postgres: PostgresServer;
let app: INestApplicationContext;
let transactions: Transactions;

beforeAll(async () => {
  postgres = await startPostgres({ settings: { deadlock_timeout: '100ms' } });
  @Module({ imports: [database(postgres.url)] })
  class NotesModule {}
  app = await NestFactory.createApplicationContext(NotesModule, { logger: false });
  transactions = app.get(Transactions);
  await until('the schema', () => app.get(DatabaseHealth).ready);
});
afterAll(async () => {
  await app.close();
  await postgres.close();
});
beforeEach(async () => {
  await postgres.sql('TRUNCATE notes.notes');
});

const write = (manager: EntityManager, text: string) =>
  manager.query('INSERT INTO notes (text) VALUES ($1)', [text]);
const notes = async () =>
  (await postgres.sql<{ text: string }>('SELECT text FROM notes.notes')).map(({ text }) => text);

/** Keeps an account of how it ended. */
function follow(transaction: Transaction): string[] {
  const told: string[] = [];
  transaction.onCommitted(async () => void told.push(`committed: ${(await notes()).join(', ')}`));
  transaction.onUncertain(() => void told.push('uncertain'));
  return told;
}

describe('a transaction', () => {
  it('is committed with its result, and those who took part are told before its caller', async () => {
    let told: string[] = [];
    const result = await transactions.run(async (transaction) => {
      told = follow(transaction);
      transaction.beforeCommit(async () => void (await write(transaction.manager, 'last')));
      await write(transaction.manager, 'first');
      return 7;
    });
    expect(result).toBe(7);
    expect(told).toEqual(['committed: first, last']);
  });

  it('is told to all who took part at once, so that none waits for another', async () => {
    let tell: () => void = () => undefined;
    const told = new Promise<void>((resolve) => (tell = resolve));
    await transactions.run(async (transaction) => {
      transaction.onCommitted(() => told);
      transaction.onCommitted(() => tell());
      await write(transaction.manager, 'first');
    });
    expect(await notes()).toEqual(['first']);
  });

  it('is nothing when its work fails, and nobody is told', async () => {
    let told: string[] = [];
    const failing = transactions.run(async (transaction) => {
      told = follow(transaction);
      transaction.beforeCommit(async () => void told.push('before commit'));
      await write(transaction.manager, 'first');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await notes()).toEqual([]);
    expect(told).toEqual([]);
  });

  it('is nothing when what was to be done last fails', async () => {
    let told: string[] = [];
    const failing = transactions.run(async (transaction) => {
      told = follow(transaction);
      transaction.beforeCommit(() => Promise.reject(new Error('not that')));
      await write(transaction.manager, 'first');
    });
    await expect(failing).rejects.toThrow('not that');
    expect(await notes()).toEqual([]);
    expect(told).toEqual([]);
  });

  it('fails as an outage when its connection dies between two of its statements', async () => {
    const cut = transactions.run(async ({ manager }) => {
      const [row] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      await postgres.sql('SELECT pg_terminate_backend($1)', [row?.pid]);
      await until('its end to be heard of', () => manager.queryRunner?.isReleased);
      await write(manager, 'second');
    });
    const error: unknown = await cut.catch((thrown: unknown) => thrown);
    expect(classifyDatabaseError(error)).toBe('unavailable');
    expect(await notes()).toEqual([]);
  });

  it('is uncertain when its connection dies during the commit', async () => {
    const holder = transactions.run(async ({ manager }) => {
      await manager.query('SELECT pg_advisory_xact_lock(42)');
      await until('the commit to wait', async () => {
        const ended = await postgres.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE query = 'COMMIT' AND wait_event_type = 'Lock'`);
        return ended.length === 1;
      });
    });
    let told: string[] = [];
    const cut = transactions.run(async (transaction) => {
      told = follow(transaction);
      await until('the lock to be held', async () => {
        const held = await postgres.sql(
          `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 42`,
        );
        return held.length > 0;
      });
      await write(transaction.manager, 'held');
    });
    await expect(cut).rejects.toThrow();
    await holder;
    expect(told).toEqual(['uncertain']);
    expect(await notes()).toEqual([]);
  });
});

describe('a transaction that PostgreSQL ends for the sake of another', () => {
  const touch = (manager: EntityManager, text: string) =>
    manager.query('UPDATE notes SET text = text WHERE text = $1', [text]);

  it('is run again from its beginning, and told once', async () => {
    await postgres.sql("INSERT INTO notes.notes VALUES ('a'), ('b')");
    const arrived = new Set<string>();
    const told: string[] = [];
    let runs = 0;
    const crosswise = (first: string, then: string) =>
      transactions.run(async (transaction) => {
        runs += 1;
        transaction.onCommitted(() => void told.push(`committed ${first}`));
        transaction.onUncertain(() => void told.push(`uncertain ${first}`));
        await touch(transaction.manager, first);
        arrived.add(first);
        await until('the other to hold its own', () => arrived.size === 2);
        await touch(transaction.manager, then);
        await write(transaction.manager, `${first} then ${then}`);
      });
    await Promise.all([crosswise('a', 'b'), crosswise('b', 'a')]);
    expect(runs).toBe(3);
    expect(told.sort()).toEqual(['committed a', 'committed b']);
    expect((await notes()).sort()).toEqual(['a', 'a then b', 'b', 'b then a']);
  });

  it.each([
    ['while it works', ({ manager }: Transaction) => manager.query(`DO $$ BEGIN ${slower}; END $$`)],
    ['at its commit', ({ manager }: Transaction) => write(manager, 'lost')],
  ])('%s, three times in a row, counts as late, and it is certain that nothing is there', async (_, lose) => {
    let [told, runs]: [string[], number] = [[], 0];
    const losing = transactions.run(async (transaction) => {
      runs += 1;
      told = follow(transaction);
      await write(transaction.manager, 'first');
      await lose(transaction);
    });
    const error: unknown = await losing.catch((thrown: unknown) => thrown);
    expect(classifyDatabaseError(error)).toBe('timeout');
    expect([runs, told, await notes()]).toEqual([3, [], []]);
  });
});
