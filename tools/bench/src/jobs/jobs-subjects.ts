import { tableJobs } from '../ours/table-jobs';
import { bullmqJobs } from '../peers/bullmq-jobs';
import { pgBossJobs } from '../peers/pg-boss-jobs';
import { type JobsSubjectName, type StartJobs } from './jobs-subject';

/** Who is measured, by name. */
export const jobsSubjects: Readonly<Record<JobsSubjectName, StartJobs>> = {
  ours: tableJobs,
  BullMQ: bullmqJobs,
  'pg-boss': pgBossJobs,
};
