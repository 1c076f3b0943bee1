import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { allEnded, countsOf, deadLetters, type Instance, lab, note, once, put, ready, startInstance } from './worker-lab.contract'; // prettier-ignore

describe('workers whose PostgreSQL goes away', () => {
  let postgres: PostgresServer;
  let one: Instance;
  let two: Instance;
  const surprises: unknown[] = [];
  const noteSurprise = (error: unknown): number => surprises.push(error);

  beforeAll(async () => {
    process.on('unhandledRejection', noteSurprise);
    postgres = await startPostgres();
    await postgres.kill();
    [one, two] = await Promise.all([startInstance('one', postgres.url), startInstance('two', postgres.url)]);
  });
  beforeEach(() => lab.reset());
  afterEach(() => expect(surprises).toEqual([]));
  afterAll(async () => {
    await Promise.all([one.app.close(), two.app.close()]);
    await postgres.close();
    process.off('unhandledRejection', noteSurprise);
  });

  const texts = (count: number): string[] => Array.from({ length: count }, (_, number) => `${number}`);
  const logged = (): string => [...one.lines, ...two.lines].join('\n');

  it('start without it, and work when it comes', async () => {
    await postgres.start();
    await Promise.all([one, two].map(ready));
    await put(one, note, texts(10));
    await allEnded(postgres);
    expect(lab.runs).toHaveLength(10);
  }, 30_000);

  it.each([
    ['is killed', () => postgres.kill(), () => postgres.start()],
    ['is restarted', () => postgres.stop(), () => postgres.start()],
    ['freezes', async () => postgres.freeze(), async () => postgres.thaw()],
  ])('lose no job and give nobody up when it %s under load', async (_name, away, back) => {
    const done: string[] = [];
    lab.does = async ({ text }) => {
      await sleep(20);
      done.push(text);
    };
    await put(one, note, texts(300));
    const single = await put(one, once, texts(60));
    await until('some to be done', () => done.length > 20);
    await away();
    await sleep(2_500); // longer than the lease
    await back();
    await allEnded(postgres, 40_000);
    expect(new Set(lab.runs.filter(({ queue }) => queue === 'note').map(({ text }) => text)).size).toBe(300);
    const runs = lab.runs.filter(({ queue }) => queue === 'once').map(({ id }) => id);
    expect(runs).toHaveLength(new Set(runs).size);
    // What ran came to its end, and what was claimed but never heard of was given back: nothing is of unknown fate.
    expect(await deadLetters(postgres)).toEqual([]);
    expect(runs.sort()).toEqual([...single].sort());
    expect(logged()).not.toContain('is gone');
  }, 60_000); // prettier-ignore

  it('let what runs go on for as long as it takes, also what runs at most once, and bring its end', async () => {
    await postgres.start();
    await Promise.all([one, two].map(ready));
    const reasons: string[] = [];
    let finish = (): void => undefined;
    lab.does = async (_payload, { signal }) => {
      signal.addEventListener('abort', () => reasons.push((signal.reason as { because: string }).because));
      await new Promise<void>((resolve) => (finish = resolve));
    };
    await put(one, once, ['x']);
    await until('it to run', () => lab.runs.length === 1);
    await postgres.kill();
    const told = () => logged().split('is not heard of').length - 1;
    const before = told();
    await until('the lease of both to be over', () => told() === before + 2, { timeout: 10_000 });
    await postgres.start();
    await until('jobs to be run again', async () => {
      const [row] = await postgres.sql<{ count: number }>(
        'SELECT count(*)::int AS count FROM chat.job_workers WHERE beat > 0',
      );
      return row?.count === 2;
    });
    finish();
    await allEnded(postgres);
    expect(reasons).toEqual([]);
    expect(lab.runs).toHaveLength(1);
    expect((await countsOf(postgres)).dead).toBe(0);
  }, 30_000);
});
