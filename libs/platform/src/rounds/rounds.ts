import { type Logger } from '@nestjs/common';
import { saidBy } from '../errors/said-by';

/** What is done again and again, and what to say where it cannot be. */
export interface RoundsOptions {
  readonly everyMs: number;
  readonly work: () => Promise<void>;
  readonly logger: Logger;
  /** Completes "…: <why>". */
  readonly failure: string;
}

/** Does something again and again, one at a time and not in step with other instances; says once that it fails, and once that it does no more. */
export class Rounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isOver = false;
  /** Since when it fails, and why it did the last time. */
  failing: { readonly since: Date; readonly error: string } | undefined;

  constructor(private readonly options: RoundsOptions) {}

  get isStopping(): boolean {
    return this.isOver;
  }

  start(): void {
    const ms = this.options.everyMs * (0.75 + Math.random() / 2);
    if (!this.isOver) this.timer = setTimeout(() => this.turn(), ms).unref();
  }

  /** Resolves once nothing of it is under way. */
  async stop(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private turn(): void {
    this.running = this.run().finally(() => {
      this.running = undefined;
      this.start();
    });
  }

  private async run(): Promise<void> {
    const { work, logger, failure } = this.options;
    try {
      await work();
      if (this.failing) logger.log(`${failure}: no longer`);
      this.failing = undefined;
    } catch (error) {
      const said = saidBy(error);
      if (!this.failing && !this.isOver) logger.warn(`${failure}: ${said}`);
      this.failing = { since: this.failing?.since ?? new Date(), error: said };
    }
  }
}
