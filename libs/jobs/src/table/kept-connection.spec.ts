import { until } from '@secureconnect/testing';
import { type QueryRunner } from 'typeorm';
import { KeptConnection } from './kept-connection';
import { type TableInstance, TableScene } from './table-scene.contract';
import { WorkerTable } from './worker-table';

describe('the connection that beats are sent on', () => {
  let scene: TableScene;
  let here: TableInstance;
  let kept: KeptConnection;
  let workers: WorkerTable;

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    kept = new KeptConnection(here.source);
    workers = new WorkerTable(kept);
  });
  afterAll(() => scene.close());

  const take = async (): Promise<QueryRunner> => {
    const runner = here.source.createQueryRunner();
    await runner.connect();
    return runner;
  };

  it('is there when every other one of the pool is busy', async () => {
    await workers.beat(here.worker, 'here');
    const busy: QueryRunner[] = [];
    while (busy.length < 7) busy.push(await take());
    await expect(take()).rejects.toThrow();
    expect(await workers.beat(here.worker, 'here')).toBe(true);
    await Promise.all(busy.map((runner) => runner.release()));
  });

  it('is another one after it was lost, and goes back when it is no longer needed', async () => {
    const pids = () => kept.rows<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
    const [before] = await pids();
    await scene.rows('SELECT pg_terminate_backend($1)', [before?.pid]);
    await until('another one', async () => {
      const [after] = await pids().catch(() => []); // until it is known to be lost
      return after && after.pid !== before?.pid;
    });
    await kept.release();
    const all: QueryRunner[] = [];
    while (all.length < 8) all.push(await take());
    await Promise.all(all.map((runner) => runner.release()));
  });
});
