import { setTimeout as sleep } from 'node:timers/promises';
import { Drain } from '@secureconnect/platform';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { WakeUps } from './wake-ups';
import { type Instance, lab, LabHandlers, note, put, ready, startInstance } from './worker-lab.contract';

const claimingSql = `
  SELECT FROM pg_stat_activity
  WHERE query LIKE '%claim_jobs%' AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()`;

describe('a worker that leaves', () => {
  let postgres: PostgresServer;
  let here: Instance;
  /** Nobody else ends its waiting: neither a limit of PostgreSQL's nor one of the pool. */
  const patient = { statementTimeoutMs: 120_000, poolSize: 12 };

  beforeAll(async () => (postgres = await startPostgres()));
  beforeEach(async () => {
    lab.reset();
    here = await startInstance('here', postgres.url, { leaseMs: 60_000 }, [LabHandlers], patient);
    await ready(here);
    await put(here, note, ['first']);
    await until('it to work', () => lab.runs.length === 1);
  });
  afterAll(() => postgres.close());

  it('gives back what a claim brings that was under way, as if it had never been made', async () => {
    const ends: (() => void)[] = [];
    lab.does = ({ text }) => (text === 'held' ? new Promise((end) => ends.push(end)) : undefined);
    await put(here, note, ['held', 'held', 'held', 'held', 'next']);
    await until('all places to be taken', () => ends.length === 4);
    await here.tables.database.transaction(async (manager) => {
      await manager.query('LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE');
      ends.forEach((end) => end());
      here.app.get(WakeUps).ready(['brief', 'lone', 'once', 'scarce']);
      const claiming = async (): Promise<number> => (await postgres.sql(claimingSql)).length;
      await until('it to claim', async () => (await claiming()) >= 3);
      // The fourth and fifth wait: others need connections, too.
      await sleep(100);
      expect(await claiming()).toBe(3);
      here.app.get(Drain).begin();
    });
    await here.app.close();
    expect(lab.runs.map(({ text }) => text)).not.toContain('next');
    const left = await postgres.sql('SELECT attempt, worker FROM chat.jobs');
    expect(left).toEqual([{ attempt: 0, worker: null }]);
    await postgres.sql('TRUNCATE chat.jobs');
  }, 30_000);

  it('leaves what it ran to others when PostgreSQL does not take its end, and asks for nothing once it has left', async () => {
    const ends: (() => void)[] = [];
    lab.does = () => new Promise((end) => ends.push(end));
    const [id] = await put(here, note, ['done']);
    await until('it to run', () => ends.length === 1);
    postgres.freeze();
    const bring = jest.spyOn(here.tables.jobs, 'end');
    let asked = 0;
    try {
      ends.forEach((end) => end());
      await until('it to be told', () => bring.mock.calls.length > 0);
      await here.app.close();
      asked = bring.mock.calls.length;
    } finally {
      postgres.thaw();
    }
    const held = () =>
      postgres.sql('SELECT attempt FROM chat.jobs WHERE id = $1 AND worker IS NOT NULL', [id]);
    // It was done: nobody may have been told that it was not, whatever PostgreSQL took of what lay in the socket.
    expect([[], [{ attempt: 1 }]]).toContainEqual(await held());
    expect(await postgres.sql('SELECT FROM chat.jobs WHERE worker IS NULL')).toEqual([]);
    await sleep(500); // Longer than between the first attempts to bring an end.
    expect(bring.mock.calls.length).toBe(asked);
    await postgres.sql('TRUNCATE chat.jobs, chat.job_workers');
  }, 60_000);

  it('waits no longer than its own bounds for a PostgreSQL that is frozen, whatever it has asked it', async () => {
    postgres.freeze();
    here.app.get(WakeUps).ready(['brief', 'lone', 'note', 'once', 'scarce']);
    const closed = here.app.close().then(() => true);
    try {
      expect(await until('it to have left', () => closed, { timeout: 30_000 })).toBe(true);
    } finally {
      postgres.thaw();
      await closed;
    }
  }, 60_000);
});
