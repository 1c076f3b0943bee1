import { until } from '@secureconnect/testing';
import { IsString } from 'class-validator';
import { defineJob } from '../definition/define-job';
import { newJob, type TableInstance, TableScene } from '../table/table-scene.contract';
import { type Jobs } from './jobs';

class Mail {
  @IsString() to: string;
}
const mail = defineJob({ name: 'mail', payload: Mail });
const connections = 8;

describe('whoever asks about jobs', () => {
  let scene: TableScene;
  let here: TableInstance;
  let jobs: Jobs;
  let waiting: string;
  let dead: string;

  /** All there is to ask; a method that is missing here does not compile. */
  const asked = (): Record<keyof Jobs, () => Promise<unknown>> => ({
    enqueue: () => jobs.enqueue(mail, { to: 'ada' }),
    cancel: () => jobs.cancel(waiting),
    find: () => jobs.find(waiting),
    getStats: async () => `current: ${(await jobs.getStats()).isCurrent}`,
    dead: () => jobs.dead('mail', { limit: 5 }),
    replay: () => jobs.replay(dead),
    replayAll: () => jobs.replayAll('mail'),
    discard: () => jobs.discard(dead),
  });
  const answers = async (): Promise<Record<string, unknown>> => {
    const all = Object.entries(asked()).map(async ([name, ask]) => [
      name,
      await ask().catch(({ name: error, code }: Error & { code?: string }) => `${error} ${code}`),
    ]);
    return Object.fromEntries(await Promise.all(all)) as Record<string, unknown>;
  };
  const refused = (code: string) => ({
    ...Object.fromEntries(Object.keys(asked()).map((name) => [name, `JobsUnavailableError ${code}`])),
    getStats: 'current: false',
  });
  /** Which connections the pool has; it has them all. */
  const backends = async (): Promise<number[]> => {
    const ask = () => here.source.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid, pg_sleep(0.05)');
    const rows = await Promise.all(Array.from({ length: connections }, ask));
    return rows.flatMap((each) => each.map(({ pid }) => pid));
  };

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
  });
  beforeEach(async () => {
    await scene.empty();
    jobs = here.jobsWithin(400);
    const [dying, living] = [newJob('mail'), newJob('mail', { delayMs: 3_600_000 })];
    await here.table.insert([dying]);
    await here.table.bury((await here.claim('mail')).map((ref) => ({ ref, reason: 'failed', error: 'no' })));
    await here.table.insert([living]);
    [dead, waiting] = [dying.id, living.id];
  });
  afterAll(() => scene.close());

  it('of a frozen PostgreSQL is told so in time, and what was refused does not happen when it wakes', async () => {
    const pids = await backends();
    scene.postgres.freeze();
    try {
      expect(await answers()).toEqual({
        ...refused('database_timeout'),
        enqueue: expect.stringMatching(/^Enqueue\w+Error database_timeout$/) as string,
      });
    } finally {
      scene.postgres.thaw();
    }
    const left = 'SELECT FROM pg_stat_activity WHERE pid = ANY ($1)';
    await until('all they had said to be read', async () => (await scene.rows(left, [pids])).length === 0);
    expect(await scene.rows('SELECT id FROM chat.jobs')).toEqual([{ id: waiting }]);
    expect(await scene.rows('SELECT id FROM chat.dead_jobs')).toEqual([{ id: dead }]);
  });

  it('of one that is away is told so, and is answered again when it is back', async () => {
    await scene.postgres.kill();
    expect(await answers()).toEqual({
      ...refused('database_unavailable'),
      enqueue: expect.stringMatching(/^Enqueue(Unavailable|Unanswered)Error database_unavailable$/) as string,
    });
    await scene.postgres.start();
    await until('an answer', async () => (await jobs.find(waiting))?.id === waiting);
    expect(await jobs.cancel(waiting)).toBe('cancelled');
  });

  it('sees what was changed here in what is counted next', async () => {
    const counts = async () => {
      const current = async () => {
        const stats = await jobs.getStats();
        return stats.isCurrent ? stats.queues : undefined;
      };
      const [{ delayed = 0, dead: letters = 0 } = {}] = await until('an answer', current);
      return { delayed, dead: letters };
    };
    expect(await counts()).toEqual({ delayed: 1, dead: 1 });
    await jobs.cancel(waiting);
    expect(await counts()).toEqual({ delayed: 0, dead: 1 });
    await jobs.replayAll('mail');
    expect(await counts()).toEqual({ delayed: 0, dead: 0 });
  });
});
