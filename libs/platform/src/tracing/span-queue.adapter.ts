import { setTimeout as sleep } from 'node:timers/promises';
import { type Context } from '@opentelemetry/api';
import { type ReadableSpan, type Span, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type DropReason, type SpanCounts } from './tracer.port';

/** Brings spans to the collector; rejects where they did not arrive, and settles in time. */
export type SendSpans = (spans: readonly ReadableSpan[]) => Promise<void>;

/** What a queue of spans works with. */
export interface SpanQueueOptions {
  readonly send: SendSpans;
  /** Called when it begins to fail, and with undefined when it goes again. */
  readonly onChange: (error: unknown) => void;
  readonly most?: number;
  readonly batch?: number;
  readonly everyMs?: number;
}

/**
 * Holds finished spans until they are sent, many at a time and one batch after the other. What has no room is thrown
 * away and counted, as is what did not arrive: a trace is worth less than the memory of the service that it tells of.
 */
export class SpanQueue implements SpanProcessor {
  readonly counts: SpanCounts & { exported: number; readonly dropped: Record<DropReason, number> } = {
    exported: 0,
    dropped: { queue_full: 0, not_exported: 0 },
  };
  private waiting: ReadableSpan[] = [];
  private sending: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isFailing = false;
  private isOver = false;
  private readonly most: number;
  private readonly batch: number;
  private readonly everyMs: number;

  constructor(private readonly options: SpanQueueOptions) {
    this.most = options.most ?? 2_048;
    this.batch = options.batch ?? 512;
    this.everyMs = options.everyMs ?? 1_000;
  }

  onStart(_span: Span, _context: Context): void {
    // Only what has ended is told.
  }

  onEnd(span: ReadableSpan): void {
    if (this.isOver || this.waiting.length >= this.most) {
      this.counts.dropped.queue_full += 1;
      return;
    }
    this.waiting.push(span);
    if (this.waiting.length >= this.batch) this.begin();
    else this.timer ??= setTimeout(() => this.begin(), this.everyMs).unref();
  }

  /** Sends all there is. */
  async forceFlush(): Promise<void> {
    do {
      this.begin();
      await this.sending;
    } while (this.waiting.length > 0 && !this.isOver);
  }

  /** Sends what there is and takes no more, within a bound whatever the collector does. */
  async leave(withinMs: number): Promise<void> {
    await Promise.race([this.forceFlush(), sleep(withinMs, undefined, { ref: false })]);
    await this.shutdown();
  }

  /** Takes no more; what still waits is thrown away. */
  shutdown(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.timer);
    this.counts.dropped.not_exported += this.waiting.splice(0).length;
    return Promise.resolve();
  }

  private begin(): void {
    if (this.sending || this.waiting.length === 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending = this.send(this.waiting.splice(0, this.batch)).finally(() => {
      this.sending = undefined;
      if (this.waiting.length >= this.batch) this.begin();
      else if (this.waiting.length > 0) this.timer ??= setTimeout(() => this.begin(), this.everyMs).unref();
    });
  }

  private async send(spans: readonly ReadableSpan[]): Promise<void> {
    try {
      await this.options.send(spans);
      this.counts.exported += spans.length;
      this.turn(false, undefined);
    } catch (error) {
      this.counts.dropped.not_exported += spans.length;
      this.turn(true, error);
    }
  }

  /** The change is told, not the call. */
  private turn(isFailing: boolean, error: unknown): void {
    if (this.isFailing === isFailing) return;
    this.isFailing = isFailing;
    this.options.onChange(error);
  }
}
