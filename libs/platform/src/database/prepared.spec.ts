import { type PostgresServer, startPostgres } from '@secureconnect/testing';
import { prepared } from './prepared';
import { ServicePool } from './service-pool.adapter';

const text = prepared('SELECT name, to_jsonb($1::int) AS asked FROM people');
let postgres: PostgresServer;
let pool: ServicePool;

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.sql("CREATE TABLE people (name text); INSERT INTO people VALUES ('Ann')");
  pool = new ServicePool({ connectionString: postgres.url }, 1);
});
afterAll(async () => {
  await pool.end();
  await postgres.close();
});

/** As TypeORM does: it gives a connection back as good, whatever was answered. */
async function ask(number: number): Promise<unknown[]> {
  const client = await pool.connect();
  try {
    return (await client.query(text, [number])).rows;
  } finally {
    client.release();
  }
}

describe('a prepared statement', () => {
  it('is parsed once by a connection, whichever way it is asked', async () => {
    expect(await ask(1)).toEqual([{ name: 'Ann', asked: 1 }]);
    expect((await pool.query({ text, values: [2] })).rows).toEqual([{ name: 'Ann', asked: 2 }]);
    const statements = 'SELECT statement, generic_plans + custom_plans AS runs FROM pg_prepared_statements';
    expect((await pool.query(statements)).rows).toEqual([{ statement: text, runs: '2' }]);
  });

  it('whose columns a migration has changed fails no more than once', async () => {
    await ask(1);
    await postgres.sql('ALTER TABLE people ALTER name TYPE varchar');
    await expect(ask(1)).rejects.toThrow('cached plan must not change result type');
    expect(await ask(1)).toEqual([{ name: 'Ann', asked: 1 }]);
  });
});
