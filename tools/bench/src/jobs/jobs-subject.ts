/** What a job of the benchmarks carries, some 100 bytes. */
export interface JobLoad {
  readonly number: number;
  readonly to: string;
  readonly text: string;
}

/** Where the servers are that subjects stand on. */
export interface JobServers {
  readonly postgresUrl: string;
  readonly redisPort: number;
}

/** One who takes jobs and runs them in the same process. */
export interface JobsSubject {
  /** Puts a job into the first queue. */
  enqueue(load: JobLoad): Promise<unknown>;
  /** Runs jobs of all its queues from now on, fifty at once of each. */
  work(onRun: (load: JobLoad) => void): Promise<void>;
}

/** Connects with so many queues. */
export type StartJobs = (servers: JobServers, queues: number) => Promise<JobsSubject>;

/** How many handlers of a queue run at once. */
export const atOnce = 50;

/** The first of them is what bars are about. */
export const jobsPeers = ['BullMQ', 'pg-boss'] as const;
export const jobsSubjectNames = ['ours', ...jobsPeers] as const;
export type JobsSubjectName = (typeof jobsSubjectNames)[number];

/** The same for everyone. */
export const loadOf = (number: number): JobLoad => ({
  number,
  to: `user-${number}@example.org`,
  text: 'x'.repeat(80),
});
