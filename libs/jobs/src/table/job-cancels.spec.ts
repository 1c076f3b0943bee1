import { until } from '@secureconnect/testing';
import { newJob, TableScene } from './table-scene.contract';

describe('a job that is cancelled while it waits', () => {
  let scene: TableScene;

  beforeAll(async () => {
    scene = await TableScene.start();
  });
  afterAll(() => scene.close());

  it('makes room for the next of its order key, and workers are told', async () => {
    const here = await scene.instance();
    const [head, next] = [
      newJob('mail', { orderKey: 'a', delayMs: 60_000 }),
      newJob('mail', { orderKey: 'a' }),
    ];
    await here.table.insert([head]);
    await here.table.insert([next]);
    const heard = await here.listen();
    expect(await here.jobs.cancel(head.id)).toBe('cancelled');
    await until('the news', () => heard.includes('mail'));
    expect(await here.claim('mail')).toMatchObject([{ id: next.id }]);
  });
});
