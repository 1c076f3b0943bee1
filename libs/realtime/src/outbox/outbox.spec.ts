import { Logger } from '@nestjs/common';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { OutboxRecord, type OutboxSizes } from './outbox-record.port';
import { Outbox } from './outbox.service';

const patient = { timeout: 20_000 };

interface Row {
  readonly id: number;
}

/** A table of ids. */
class Ids extends OutboxRecord<Row> {
  readonly statements: number[] = [];

  constructor(private readonly postgres: PostgresServer) {
    super();
  }

  async settle(rows: readonly Row[]): Promise<void> {
    this.statements.push(rows.length);
    await this.postgres.sql('DELETE FROM ids WHERE id = ANY ($1)', [rows.map(({ id }) => id)]);
  }

  async sizes(): Promise<OutboxSizes> {
    return { rows: (await this.left()).length, oldestSeconds: 0 };
  }

  async left(): Promise<number[]> {
    return (await this.postgres.sql<{ id: number }>('SELECT id FROM ids ORDER BY id')).map(({ id }) => id);
  }
}

describe('what an instance has told', () => {
  let postgres: PostgresServer;
  let record: Ids;
  let outbox: Outbox<Row>;

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.close());
  beforeEach(async () => {
    await postgres.sql('DROP TABLE IF EXISTS ids');
    await postgres.sql('CREATE TABLE ids AS SELECT generate_series(1, 1200)::int AS id');
    record = new Ids(postgres);
    outbox = new Outbox(record);
    outbox.onModuleInit();
  });
  afterEach(() => outbox.beforeApplicationShutdown());

  const told = (from: number, to: number): void => {
    for (let id = from; id <= to; id += 1) outbox.told({ id });
  };

  it('is settled, many rows a statement, and nothing else is', async () => {
    told(1, 1_100);
    expect(outbox.size).toBe(1_100);
    await until('all to be settled', () => outbox.size === 0, patient);
    expect(record.statements.reduce((sum, rows) => sum + rows, 0)).toBe(1_100);
    // What became old enough while a statement ran is another's; no row has one of its own.
    expect(Math.max(...record.statements)).toBeLessThanOrEqual(500);
    expect(record.statements.length).toBeLessThan(10);
    expect(await record.left()).toEqual(Array.from({ length: 100 }, (_, each) => 1_101 + each));
  });

  it('is settled later where the record does not take it, which is said once, and none of it is forgotten', async () => {
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await postgres.sql('ALTER TABLE ids RENAME TO put_away');
    told(1, 3);
    await until('it to be tried twice', () => record.statements.length > 1, patient);
    expect(outbox.size).toBe(3);
    expect(said.mock.calls).toEqual([[expect.stringMatching(/cannot be settled.*"ids" does not exist/)]]);
    said.mockRestore();
    await postgres.sql('ALTER TABLE put_away RENAME TO ids');
    await until('all to be settled', () => outbox.size === 0, patient);
    expect(await record.left()).toHaveLength(1_197);
  });

  it('is settled before the service ends, however short a while ago it was told', async () => {
    told(1, 3);
    await outbox.beforeApplicationShutdown();
    expect([outbox.size, (await record.left()).length]).toEqual([0, 1_197]);
  });
});
