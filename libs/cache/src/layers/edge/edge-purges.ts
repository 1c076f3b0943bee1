import { type EdgeCache } from './edge-cache.port';

/** Purges so far, and tags that still wait to be purged. */
export interface EdgeStats {
  readonly purges: number;
  readonly failures: number;
  readonly waiting: number;
}

const deadlineMs = 1_000;
const retryMs = 1_000;
const mostWaiting = 10_000;

/** Purges the third layer by tag, until it has happened: a cache that did not answer is asked again. */
export class EdgePurges {
  private readonly waiting = new Set<string>();
  private isEverything = false;
  private isRunning = false;
  private retry: NodeJS.Timeout | undefined;
  private purges = 0;
  private failures = 0;

  constructor(private readonly edge: EdgeCache | undefined) {}

  get stats(): EdgeStats {
    const { purges, failures } = this;
    return { purges, failures, waiting: this.isEverything ? 1 : this.waiting.size };
  }

  add(tags: readonly string[]): void {
    if (!this.edge || this.isEverything) return;
    for (const tag of tags) this.waiting.add(tag);
    if (this.waiting.size > mostWaiting) return this.addEverything();
    void this.run();
  }

  addEverything(): void {
    if (!this.edge) return;
    this.isEverything = true;
    this.waiting.clear();
    void this.run();
  }

  stop(): void {
    clearTimeout(this.retry);
    this.isRunning = true;
  }

  private async run(): Promise<void> {
    if (this.isRunning || !this.edge) return;
    this.isRunning = true;
    clearTimeout(this.retry);
    let works = true;
    while (works && (this.isEverything || this.waiting.size > 0)) works = await this.purge(this.edge);
    this.isRunning = false;
    if (!works) this.retry = setTimeout(() => void this.run(), retryMs).unref();
  }

  private async purge(edge: EdgeCache): Promise<boolean> {
    const [tags, isEverything] = [[...this.waiting], this.isEverything];
    this.waiting.clear();
    this.isEverything = false;
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      await (isEverything ? edge.purgeAll(signal) : edge.purge(tags, signal));
      this.purges += 1;
      return true;
    } catch {
      // Counted, and purged again: the tags have not been forgotten.
      this.failures += 1;
      this.isEverything ||= isEverything;
      for (const tag of tags) this.waiting.add(tag);
      return false;
    }
  }
}
