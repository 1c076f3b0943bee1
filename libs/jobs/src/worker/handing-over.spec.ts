import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { allEnded, type Instance, lab, lone, note, put, ready, startInstance } from './worker-lab.contract';

describe('a worker that hardly looks by itself', () => {
  let postgres: PostgresServer;
  let leaving: Instance;
  let staying: Instance;
  /** Nothing is found by looking without a reason. */
  const rarely = { pollMs: 600_000, drainMs: 60_000 };

  beforeAll(async () => {
    postgres = await startPostgres();
    leaving = await startInstance('leaving', postgres.url, rarely);
    await ready(leaving);
  });
  beforeEach(() => lab.reset());
  afterAll(async () => {
    await staying.app.close();
    await postgres.close();
  });

  it('comes back for what failed when that is due, long before it would look by itself', async () => {
    lab.does = (_payload, { attempt }) => {
      if (attempt === 1) throw new Error('not yet');
    };
    await put(leaving, note, ['again']);
    await allEnded(postgres);
    expect(lab.runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  describe('of a PostgreSQL that is slow to write down what failed', () => {
    beforeEach(async () => {
      await postgres.sql(`CREATE FUNCTION chat.linger() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$`);
      await postgres.sql(`CREATE TRIGGER linger BEFORE UPDATE ON chat.jobs FOR EACH ROW
        WHEN (NEW.last_error IS NOT NULL AND OLD.last_error IS NULL) EXECUTE FUNCTION chat.linger()`);
    });
    afterEach(() => postgres.sql('DROP FUNCTION chat.linger CASCADE'));

    it('comes back for it when it is due all the same', async () => {
      lab.does = (_payload, { attempt }) => {
        if (attempt === 1) throw new Error('not yet');
      };
      await put(leaving, note, ['again']);
      await allEnded(postgres);
      expect(lab.runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
    });
  });

  it('tells the others, while it drains, that what it ran has made room, so that they need not find it by themselves', async () => {
    const finish: Record<string, () => void> = {};
    lab.does = ({ text }) =>
      ['held', 'slow'].includes(text) ? new Promise<void>((end) => (finish[text] = end)) : undefined;
    await put(leaving, lone, ['held', 'next']);
    await put(leaving, note, ['slow']);
    await until('both to run', () => lab.runs.length === 2);
    staying = await startInstance('staying', postgres.url, rarely);
    await ready(staying);
    // Its first look is over, and found no room.
    await put(staying, note, ['x']);
    await until('the other to work', () => lab.runs.length === 3);
    const closed = leaving.app.close();
    setTimeout(() => finish['held']?.(), 100);
    // Told at the end alone, it would be in a minute.
    await until('it to be run by the other', () => lab.runs.length === 4);
    expect(lab.runs.at(-1)).toMatchObject({ instance: 'staying', text: 'next' });
    finish['slow']?.();
    await closed;
    await allEnded(postgres);
  }, 30_000);
});
