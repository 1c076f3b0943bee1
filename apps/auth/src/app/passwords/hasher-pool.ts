import { Subject } from 'rxjs';
import { FairQueue } from './fair-queue';
import { HashJob, type HashWork } from './hash-job';
import { HashersBusyError } from './hashers-busy.error';
import { HasherThread } from './hasher-thread';

/** How many passwords are hashed at once, and how many wait. */
export interface HasherPoolOptions {
  readonly threads: number;
  readonly queue: number;
  /** Whoever has waited longer has been answered, or will have gone: that hash would be for nobody. */
  readonly longestWaitMs: number;
}

/**
 * Threads of its own for hashing. The four that Node has for files, names and ciphers would all be taken by a flood of
 * logins, and they cannot be told to give way.
 */
export class HasherPool {
  /** Each job when it has come to an end. */
  readonly ended$ = new Subject<HashJob>();
  private readonly idle: HasherThread[] = [];
  private readonly busy = new Set<HasherThread>();
  private readonly queue = new FairQueue<HashJob>();
  private isEnded = false;

  constructor(private readonly options: HasherPoolOptions) {}

  get running(): number {
    return this.busy.size;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Takes turns by `whose` it is. Rejects with `HashersBusyError` where too many wait, or this one would for too long. */
  run(work: HashWork, whose = ''): Promise<unknown> {
    if (this.isEnded || !this.hasRoom(whose)) return Promise.reject(new HashersBusyError());
    const job = new HashJob(work);
    this.queue.put(whose, job);
    this.next();
    return job.done;
  }

  /** Ends the threads; what still waits is refused. */
  async end(): Promise<void> {
    this.isEnded = true;
    for (const job of this.queue.clear()) job.reject(new HashersBusyError());
    await Promise.all([...this.idle, ...this.busy].map((thread) => thread.end()));
  }

  /** Where all places are taken, whoever holds most of them gives one up to who holds fewer. */
  private hasRoom(whose: string): boolean {
    if (this.busy.size < this.options.threads || this.queue.length < this.options.queue) return true;
    const displaced = this.queue.displace(whose);
    displaced?.reject(new HashersBusyError());
    return displaced !== undefined;
  }

  private next(): void {
    while (this.busy.size < this.options.threads) {
      const job = this.queue.take();
      if (!job) return;
      job.startedAt = performance.now();
      if (job.waitedMs > this.options.longestWaitMs) job.reject(new HashersBusyError());
      else this.start(job);
    }
  }

  private start(job: HashJob): void {
    const thread = this.idle.pop() ?? this.newThread();
    this.busy.add(thread);
    thread.run(job);
  }

  private newThread(): HasherThread {
    return new HasherThread(
      (thread, done) => {
        this.busy.delete(thread);
        this.idle.push(thread);
        this.ended$.next(done);
        this.next();
      },
      (thread) => this.forget(thread),
    );
  }

  /** One that has died is replaced by the next that is needed. */
  private forget(thread: HasherThread): void {
    this.busy.delete(thread);
    const at = this.idle.indexOf(thread);
    if (at >= 0) this.idle.splice(at, 1);
    if (!this.isEnded) this.next();
  }
}
