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

  it('is there when every other one of the pool is busy', async () => {
    await workers.beat(here.worker, 'here');
    const busy: QueryRunner[] = [];
    const take = async (): Promise<void> => {
      const runner = here.source.createQueryRunner();
      await runner.connect();
      busy.push(runner);
    };
    for (let taken = 1; taken < 8; taken += 1) await take();
    await expect(take()).rejects.toThrow();
    expect(await workers.beat(here.worker, 'here')).toBe(true);
    await Promise.all(busy.map((runner) => runner.release()));
  });

  it('is another one after it was lost, and goes back when it is no longer needed', async () => {
    const pids = () => kept.rows<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
    const [before] = await pids();
    await scene.rows('SELECT pg_terminate_backend($1)', [before?.pid]);
    const [after] = await pids().catch(() => pids());
    expect(after?.pid).not.toBe(before?.pid);
    await kept.release();
    await Promise.all(Array.from({ length: 8 }, () => here.source.query('SELECT pg_sleep(0.05)')));
  });
});
