import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { type Instance, lab, note, put, ready, startInstance } from './worker-lab.contract';

describe('a worker whose connection for news is lost', () => {
  let postgres: PostgresServer;
  let one: Instance;

  beforeAll(async () => {
    postgres = await startPostgres();
    // So that no regular look finds what the spec is about.
    one = await startInstance('one', postgres.url, { pollMs: 600_000 });
    await ready(one);
  });
  beforeEach(() => lab.reset());
  afterAll(async () => {
    await one.app.close();
    await postgres.close();
  });

  const ran = (text: string) => until(`${text} to run`, () => lab.runs.some((run) => run.text === text));
  const listeners = () =>
    // What it asked last says nothing of what it is: it asks for a sign of life ten times a second.
    postgres.sql<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name LIKE '%-broadcast' AND query <> ''`,
    );

  it('looks for what it was not told of as soon as it listens again', async () => {
    await put(one, note, ['told']);
    await ran('told');
    const [listener] = await until('it to listen', async () => {
      const all = await listeners();
      return all.length > 0 ? all : undefined;
    });
    // As from another instance whose news came while nobody listened.
    await postgres.sql(
      `INSERT INTO chat.jobs (id, name, priority, due_at, payload, created_at, ready)
       VALUES (gen_random_uuid(), 'note', 0, clock_timestamp(), '{"text":"untold"}', clock_timestamp(), true)`,
    );
    await postgres.sql('SELECT pg_terminate_backend($1)', [listener?.pid]);
    await ran('untold');
  });
});
