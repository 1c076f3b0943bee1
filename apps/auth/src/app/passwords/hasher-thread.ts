import { Worker } from 'node:worker_threads';
import { type HashJob } from './hash-job';
import { hasherThread } from './hasher-thread.constants';

/** Below everything that answers requests, above what runs only on an idle machine. */
const priority = 10;

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** One thread that hashes, one password at a time; it keeps the process alive only while it does. */
export class HasherThread {
  private readonly worker: Worker;
  private job: HashJob | undefined;

  constructor(
    private readonly onFree: (thread: HasherThread, done: HashJob) => void,
    private readonly onGone: (thread: HasherThread) => void,
  ) {
    const workerData = { argon2: require.resolve('@node-rs/argon2'), priority };
    // Nothing of the environment, which is full of secrets, and none of the flags that make source run.
    this.worker = new Worker(hasherThread, { eval: true, workerData, env: {}, execArgv: [] });
    this.worker.unref();
    this.worker.on('message', (answer: Answer) => this.answer(answer));
    this.worker.on('error', (error) => this.gone(error));
    this.worker.on('exit', () => this.gone(new Error('The hashing thread has ended')));
  }

  run(job: HashJob): void {
    this.job = job;
    this.worker.ref();
    this.worker.postMessage(job.work);
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private answer({ value, error }: Answer): void {
    const job = this.job as HashJob;
    this.job = undefined;
    this.worker.unref();
    if (error === undefined) job.resolve(value);
    else job.reject(new Error(error));
    this.onFree(this, job);
  }

  private gone(error: Error): void {
    const job = this.job;
    this.job = undefined;
    job?.reject(error);
    this.onGone(this);
  }
}
