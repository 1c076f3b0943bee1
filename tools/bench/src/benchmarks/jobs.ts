import { type Benchmark } from '../benchmark';
import { measureEnqueueOutage } from '../jobs/measure-enqueue-outage';
import { measureIdleQueues } from '../jobs/measure-idle-queues';
import { measureJobs } from '../jobs/measure-jobs';

/** What jobs cost, and what becomes of `enqueue` while a server is away. */
export const jobs: Benchmark = {
  name: 'jobs',
  what: 'jobs a second, enqueue to start, 20 empty queues, and enqueue in outages; fsync on',
  peer: 'plain BullMQ on Redis, and pg-boss on the same PostgreSQL',
  run: async (context) => [
    ...(await measureJobs(context)),
    ...(await measureEnqueueOutage(context)),
    ...(await measureIdleQueues(context)),
  ],
};
