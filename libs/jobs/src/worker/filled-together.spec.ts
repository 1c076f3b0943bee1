import { setTimeout as rest } from 'node:timers/promises';
import { DatabaseHealth } from '@secureconnect/platform';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { allEnded, type Instance, lab, note, put, startInstance } from './worker-lab.contract';

describe('the places of a queue', () => {
  let postgres: PostgresServer;
  let instance: Instance;

  beforeAll(async () => {
    postgres = await startPostgres();
    instance = await startInstance('one', postgres.url);
    await instance.app.get(DatabaseHealth).whenReady();
  });
  beforeEach(() => lab.reset());
  afterAll(async () => {
    await instance.app.close();
    await postgres.close();
  });

  it('are filled in one claim when they become free at the same moment', async () => {
    const asked: number[] = [];
    const { jobs } = instance.tables;
    const claim = jobs.claim.bind(jobs);
    jest.spyOn(jobs, 'claim').mockImplementation((...about) => {
      if (about[0] === note.name) asked.push(about[1]);
      return claim(...about);
    });
    await put(
      instance,
      note,
      Array.from({ length: 80 }, (_, number) => `${number}`),
    );
    await allEnded(postgres);
    expect(lab.runs).toHaveLength(80);
    expect(new Set(asked)).toEqual(new Set([note.concurrency]));
  });

  it('stay free while PostgreSQL is slow to take the ends of as many jobs as one batch', async () => {
    const { jobs } = instance.tables;
    const end = jobs.end.bind(jobs);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const slow = jest.spyOn(jobs, 'end').mockImplementation(async (...ended) => {
      await gate;
      return end(...ended);
    });
    const most = 100;
    await put(
      instance,
      note,
      Array.from({ length: 3 * most }, (_, number) => `${number}`),
    );
    await until('a batch to have run', () => lab.runs.length >= most);
    await rest(300);
    expect(lab.runs.length).toBeLessThan(most + note.concurrency);
    open();
    slow.mockRestore();
    await allEnded(postgres);
    expect(lab.runs).toHaveLength(3 * most);
  });
});
