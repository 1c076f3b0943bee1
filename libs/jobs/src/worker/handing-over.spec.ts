import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { allEnded, type Instance, lab, lone, note, put, ready, startInstance } from './worker-lab.contract';

describe('a worker that hardly looks by itself', () => {
  let postgres: PostgresServer;
  let leaving: Instance;
  let staying: Instance;
  /** Nothing is found by looking without a reason. */
  const rarely = { pollMs: 600_000 };

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

  it('tells the others when it drains that what it ran has made room, so that they need not find it by themselves', async () => {
    let finish = (): void => undefined;
    lab.does = ({ text }) => (text === 'held' ? new Promise<void>((end) => (finish = end)) : undefined);
    await put(leaving, lone, ['held', 'next']);
    await until('it to run', () => lab.runs.length === 1);
    staying = await startInstance('staying', postgres.url, rarely);
    await ready(staying);
    // Its first look is over, and found no room.
    await put(staying, note, ['x']);
    await until('the other to work', () => lab.runs.length === 2);
    const closed = leaving.app.close();
    setTimeout(() => finish(), 100);
    await closed;
    await allEnded(postgres);
    expect(lab.runs.at(-1)).toMatchObject({ instance: 'staying', text: 'next' });
  }, 30_000);
});
