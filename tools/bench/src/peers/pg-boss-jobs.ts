import PgBoss from 'pg-boss';
import { type JobLoad, type StartJobs } from '../jobs/jobs-subject';

const batchSize = 250;

/** pg-boss as its docs connect it, asking for jobs as often as it can, and for so many that this is not its limit. */
export const pgBossJobs: StartJobs = async ({ postgresUrl }, count) => {
  const boss = new PgBoss({ connectionString: postgresUrl });
  boss.on('error', () => undefined);
  await boss.start();
  const names = Array.from({ length: count }, (_, index) => `bench-${index}`);
  for (const name of names) await boss.createQueue(name);
  return {
    enqueue: (load) => boss.send(names[0] as string, load),
    async work(onRun) {
      const options = { batchSize, pollingIntervalSeconds: 0.5 };
      // Several for the queue that has work; one is what an empty queue has.
      const workers = count === 1 ? Array<string>(4).fill(names[0] as string) : names;
      for (const name of workers)
        await boss.work<JobLoad>(name, options, async (jobs) => jobs.forEach(({ data }) => onRun(data)));
    },
  };
};
