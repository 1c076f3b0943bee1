/** How one reading of the record is asked for. */
export interface CatchUpOptions {
  /** Reads all that is missing. */
  readonly load: () => Promise<void>;
  /** What was wanted has been read. */
  readonly done: () => void;
  readonly random?: () => number;
}

const firstWaitMs = 50;
const longestWaitMs = 1_000;

/** Reads the record whenever something may be missing, one reading at a time, until one has succeeded that began after. */
export class CatchUp {
  private wanted = 0;
  private reached = 0;
  private isRunning = false;
  private isClosed = false;
  private failures = 0;
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly options: CatchUpOptions) {}

  /** Nothing is missing that anybody knows of. */
  get isDone(): boolean {
    return this.reached === this.wanted && this.wanted > 0;
  }

  /** Something may be missing. */
  want(): void {
    this.wanted += 1;
    this.failures = 0;
    void this.run();
  }

  /** Looks, though nothing need be missing. */
  look(): void {
    if (this.retry === undefined) void this.run();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.retry);
  }

  private async run(): Promise<void> {
    if (this.isRunning || this.isClosed) return;
    clearTimeout(this.retry);
    this.retry = undefined;
    this.isRunning = true;
    const before = this.reached;
    try {
      do await this.once();
      while (this.reached < this.wanted && !this.isClosed);
      this.failures = 0;
    } catch {
      // PostgreSQL is away, which its own health tells: what is missing stays so until it is back.
      this.again();
    } finally {
      this.isRunning = false;
    }
    if (this.isDone && before < this.reached) this.options.done();
  }

  private async once(): Promise<void> {
    const { wanted } = this;
    await this.options.load();
    this.reached = wanted;
  }

  private again(): void {
    const { random = Math.random } = this.options;
    const full = Math.min(longestWaitMs, firstWaitMs * 2 ** this.failures);
    this.failures += 1;
    if (this.isClosed) return;
    this.retry = setTimeout(() => void this.run(), full * (0.5 + random() / 2)).unref();
  }
}
