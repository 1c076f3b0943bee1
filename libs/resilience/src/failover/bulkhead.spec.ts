import { AsyncLocalStorage } from 'node:async_hooks';
import { DeadlineWheel } from '../deadline/deadline-wheel';
import { Bulkhead } from './bulkhead';

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** Work that goes on until it is let go. */
function heldWork() {
  const running: (() => void)[] = [];
  const work = () => new Promise<string>((resolve) => running.push(() => resolve('done')));
  return { running, work };
}

describe('a bulkhead', () => {
  const build = (options: object = {}) =>
    new Bulkhead('PostgreSQL', new DeadlineWheel(), {
      maxConcurrent: 2,
      maxQueued: 2,
      deadlineMs: 10_000,
      ...options,
    });

  it('lets two work, has two wait and refuses the fifth at once', async () => {
    const bulkhead = build();
    const { running, work } = heldWork();
    const calls = Array.from({ length: 4 }, () => bulkhead.run('query', work));
    await expect(bulkhead.run('query', work)).rejects.toMatchObject({
      code: 'bulkhead_full',
      reason: 'queue full',
    });
    expect(bulkhead).toMatchObject({ running: 2, queued: 2 });
    for (let finished = 0; finished < 4; finished += 1) {
      await tick();
      expect(running).toHaveLength(Math.min(2, 4 - finished));
      running.shift()?.();
    }
    expect(await Promise.all(calls)).toEqual(['done', 'done', 'done', 'done']);
    await tick();
    expect(bulkhead).toMatchObject({ running: 0, queued: 0 });
  });

  it('gives a place on after a failure, before any promise too', async () => {
    const bulkhead = build({ maxConcurrent: 1 });
    const broken = () => {
      throw new TypeError('broken');
    };
    for (const failing of [broken, () => Promise.reject(new Error('refused')), broken])
      await expect(bulkhead.run('query', failing)).rejects.toThrow(/broken|refused/);
    expect(await bulkhead.run('query', async () => 1)).toBe(1);
  });

  it('refuses who waited too long, and never begins that work', async () => {
    const bulkhead = build({ maxConcurrent: 1, deadlineMs: 30 });
    const { running, work } = heldWork();
    const late = bulkhead.run('query', work);
    const waited = bulkhead.run('query', work);
    await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' });
    await expect(waited).rejects.toMatchObject({ code: 'bulkhead_full', reason: 'waited too long' });
    running.shift()?.();
    await tick();
    expect(running).toHaveLength(0);
  });

  it('counts work that its caller gave up for as long as the server is busy with it', async () => {
    const bulkhead = build({ maxConcurrent: 1, maxQueued: 0, deadlineMs: 20 });
    const { running, work } = heldWork();
    await expect(bulkhead.run('query', work)).rejects.toMatchObject({ code: 'deadline_exceeded' });
    await expect(bulkhead.run('query', work)).rejects.toMatchObject({ code: 'bulkhead_full' });
    running.shift()?.();
    await tick();
    expect(await bulkhead.run('query', async () => 'again')).toBe('again');
  });

  it('does the work of each in the context of its own caller', async () => {
    const bulkhead = build({ maxConcurrent: 1 });
    const requests = new AsyncLocalStorage<number>();
    const own = async () => (await tick(), requests.getStore());
    const calls = [1, 2, 3].map((request) => requests.run(request, () => bulkhead.run('query', own)));
    expect(await Promise.all(calls)).toEqual([1, 2, 3]);
  });
});
