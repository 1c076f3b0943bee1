/**
 * Does something again and again, one at a time and never in step with other processes: between three quarters and
 * five quarters of the pause, or sooner where somebody asks for it.
 */
export class Every {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private dueAt = Infinity;
  private isStopped = false;

  /** `work` tells of its own failures; it does not throw. */
  constructor(
    private readonly pauseMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  /** At once, or right after the round that is under way. */
  now(): void {
    this.within(0);
  }

  /** In so many milliseconds, unless it comes earlier anyway. */
  within(ms: number): void {
    const dueAt = performance.now() + ms;
    if (this.isStopped || dueAt >= this.dueAt) return;
    this.dueAt = dueAt;
    if (!this.running) this.arm();
  }

  /** Resolves when nothing is under way, and nothing will be. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private arm(): void {
    clearTimeout(this.timer);
    const ms = Math.max(0, Math.ceil(this.dueAt - performance.now()));
    this.timer = setTimeout(() => (this.running = this.round()), ms);
  }

  private async round(): Promise<void> {
    this.dueAt = performance.now() + this.pauseMs * (0.75 + Math.random() / 2);
    await this.work();
    this.running = undefined;
    if (!this.isStopped) this.arm();
  }
}
