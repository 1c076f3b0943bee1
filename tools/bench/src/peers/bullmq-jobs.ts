import { Queue, Worker } from 'bullmq';
import { atOnce, type JobLoad, type StartJobs } from '../jobs/jobs-subject';

/** BullMQ as its docs connect it, with listeners for errors, as they ask for. */
export const bullmqJobs: StartJobs = async ({ redisPort: port }, count) => {
  const connection = { host: '127.0.0.1', port };
  const names = Array.from({ length: count }, (_, index) => `bench-${index}`);
  const queues = names.map((name) => new Queue<JobLoad>(name, { connection }));
  for (const queue of queues) queue.on('error', () => undefined);
  await Promise.all(queues.map((queue) => queue.waitUntilReady()));
  return {
    enqueue: (load) => (queues[0] as Queue<JobLoad>).add('load', load),
    async work(onRun) {
      const options = { connection, concurrency: atOnce };
      const workers = names.map(
        (name) => new Worker<JobLoad>(name, async ({ data }) => onRun(data), options),
      );
      for (const worker of workers) worker.on('error', () => undefined);
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
  };
};
