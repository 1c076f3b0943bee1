import { HealthRegistry } from '@secureconnect/platform';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { QueueOverview } from '../operator/queue-overview.service';
import { Jobs } from '../queue/jobs';
import { brief, type Instance, lab, LabHandlers, note, startInstance } from '../worker/worker-lab.contract';
import { JobsComponent } from './jobs-component.service';

const nothing = { waiting: 0, delayed: 0, running: 0, dead: 0, stuck: 0, oldest_waiting_seconds: 0 };

describe('the health of jobs', () => {
  let postgres: PostgresServer;
  let instance: Instance;
  let jobs: Jobs;
  const check = async () => (await instance.app.get(HealthRegistry).components[0]?.check()) ?? undefined;
  const becomes = (status: string) =>
    until(`jobs to be ${status}`, async () => {
      const report = await check();
      return report?.status === status ? report : undefined;
    });

  beforeAll(async () => {
    postgres = await startPostgres();
    const shown = [LabHandlers, HealthRegistry, QueueOverview, JobsComponent];
    instance = await startInstance('here', postgres.url, { overdueMs: 60_000 }, shown);
    jobs = instance.app.get(Jobs);
    await becomes('up');
  });
  beforeEach(() => lab.reset());
  afterAll(async () => {
    await instance.app.close();
    await postgres.close();
  });

  it('is a component without which the service takes traffic all the same', () => {
    expect(instance.app.get(HealthRegistry).components).toMatchObject([{ name: 'jobs', required: false }]);
  });

  it('shows each queue, also one that has no jobs', async () => {
    await jobs.enqueue(note, { text: 'later' }, { delayMs: 3_600_000 });
    const report = await until('the job to be seen', async () => {
      const seen = (await check()) as { queues: Record<string, { delayed: number }> } | undefined;
      return seen?.queues['note']?.delayed === 1 ? seen : undefined;
    });
    expect(report).toEqual({
      status: 'up',
      as_of: expect.any(String) as string,
      queues: {
        brief: nothing,
        lone: nothing,
        note: { ...nothing, delayed: 1 },
        once: nothing,
        scarce: nothing,
      },
    });
  });

  it('is degraded by a handler that does not end, since it should have, and well again when it has', async () => {
    let end = (): void => undefined;
    lab.does = () => new Promise<void>((resolve) => (end = resolve));
    const before = Date.now();
    const { id } = await jobs.enqueue(brief, { text: 'deaf' });
    const report = await becomes('degraded');
    expect(report).toMatchObject({
      last_error: '1 handlers of "brief" do not end',
      queues: { brief: { stuck: 1 } },
    });
    expect(Date.parse(report.since as string)).toBeGreaterThanOrEqual(before);
    await jobs.cancel(id);
    end();
    await becomes('up');
  });

  it('is degraded by a queue that nobody keeps up with, since it fell behind', async () => {
    await postgres.sql(`
      INSERT INTO chat.jobs (id, name, priority, due_at, payload, created_at, ready)
      VALUES (gen_random_uuid(), 'unheard-of', 0, now() - interval '100 s', '{}', now(), true)`);
    const report = await becomes('degraded');
    expect(report.last_error).toMatch(/^"unheard-of" is 10\d s behind$/);
    const behindFor = Date.parse(report['as_of'] as string) - Date.parse(report.since as string);
    expect(behindFor).toBeGreaterThanOrEqual(40_000);
    await postgres.sql("DELETE FROM chat.jobs WHERE name = 'unheard-of'");
    await becomes('up');
  });

  it('tells what was last known while PostgreSQL hangs, and that it is that', async () => {
    postgres.freeze();
    try {
      const report = await becomes('degraded');
      expect(report).toMatchObject({
        last_error: 'PostgreSQL does not answer in time: these are the last known counts',
        queues: { note: { delayed: 1 } },
      });
    } finally {
      postgres.thaw();
    }
    await becomes('up');
  });
});
