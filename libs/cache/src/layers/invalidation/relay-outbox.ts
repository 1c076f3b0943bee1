import { type LoggerService } from '@nestjs/common';
import { type InvalidationRelay } from './invalidation-relay.port';
import { everything } from './marks';

/** What a relay did so far; in marks. */
export interface RelayStats {
  readonly isListening: boolean;
  readonly sent: number;
  /** Tries that failed; they are repeated until the marks are in the log. */
  readonly failed: number;
  readonly heard: number;
  readonly waiting: number;
}

const retryMs = 500;
const quietMs = 60_000;
const mostWaiting = 10_000;
const mostAtOnce = 500;
/** Written out, control characters take six times as much. */
const mostLength = 40_000;

/**
 * Sends marks over the relay, one message at a time, with all that came together meanwhile. Nobody waits for it. What
 * could not be sent waits, as long as the log does not have it either; where there is no room one mark says everything.
 */
export class RelayOutbox {
  sent = 0;
  failed = 0;
  private waiting = new Set<string>();
  private isRunning = false;
  private toldAt = -Infinity;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly relay: InvalidationRelay | undefined,
    private readonly logger: LoggerService,
  ) {}

  get size(): number {
    return this.waiting.size;
  }

  add(marks: readonly string[]): void {
    if (!this.relay) return;
    for (const mark of marks) this.waiting.add(mark.length > mostLength ? everything : mark);
    if (this.waiting.size > mostWaiting || this.waiting.has(everything)) this.waiting = new Set([everything]);
    // After a failure its turn is not before the pause is over.
    if (!this.retry) void this.run(this.relay);
  }

  /** The log has them: whoever follows it knows. */
  forget(marks: readonly string[]): void {
    for (const mark of marks) this.waiting.delete(mark);
  }

  stop(): void {
    clearTimeout(this.retry);
    this.isRunning = true;
  }

  private async run(relay: InvalidationRelay): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    this.retry = undefined;
    let works = true;
    while (works && this.waiting.size > 0) works = await this.send(relay);
    this.isRunning = false;
    if (!works) this.retry = setTimeout(() => void this.run(relay), retryMs).unref();
  }

  private async send(relay: InvalidationRelay): Promise<boolean> {
    const marks = this.next();
    for (const mark of marks) this.waiting.delete(mark);
    try {
      await relay.send(marks);
      this.sent += marks.length;
      return true;
    } catch (error) {
      this.failed += 1;
      for (const mark of marks) this.waiting.add(mark);
      this.complain(error as Error);
      return false;
    }
  }

  private next(): string[] {
    const marks: string[] = [];
    let length = 0;
    for (const mark of this.waiting) {
      length += mark.length;
      if (marks.length === mostAtOnce || (length > mostLength && marks.length > 0)) break;
      marks.push(mark);
    }
    return marks;
  }

  /** Once a minute at most, however often it comes and goes. */
  private complain(error: Error): void {
    const now = performance.now();
    if (now - this.toldAt < quietMs) return;
    this.toldAt = now;
    this.logger.warn(
      `Invalidations reach no other instance for now: ${error.message || error.name}`,
      'Cache',
    );
  }
}
