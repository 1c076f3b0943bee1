import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { classifyDatabaseError, saidBy } from '@secureconnect/platform';
import { OutboxRecord } from './outbox-record.port';

interface Told<Row> {
  readonly row: Row;
  readonly at: number;
}

const everyMs = 200;
const batch = 500;
/** By then whoever hears this instance knows how much it has said: if it dies, what was lost is noticed without the row. */
const keptMs = 600;
/** What does not fit is found by whoever looks for what was left. */
const mostTold = 50_000;

/** Settles what this instance has told, many rows a statement. */
@Injectable()
export class Outbox<Row extends object = object> implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Outbox');
  private readonly toldRows: Told<Row>[] = [];
  private isFailing = false;
  private timer: NodeJS.Timeout | undefined;
  private settling: Promise<void> | undefined;

  constructor(private readonly record: OutboxRecord<Row>) {}

  /** Told, and not settled yet. */
  get size(): number {
    return this.toldRows.length;
  }

  /** It was told; nobody need look after it any longer. */
  told(row: Row): void {
    if (this.toldRows.length < mostTold) this.toldRows.push({ row, at: performance.now() });
  }

  onModuleInit(): void {
    this.timer = setInterval(() => this.tick(), everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.settling;
    await this.settle(0);
  }

  private tick(): void {
    this.settling ??= this.settle(keptMs).finally(() => (this.settling = undefined));
  }

  /** What cannot be settled now is tried again; if this instance is gone by then, others tell it once more. */
  private async settle(olderThanMs: number): Promise<void> {
    const until = performance.now() - olderThanMs;
    for (let first = this.toldRows[0]; first && first.at <= until; first = this.toldRows[0]) {
      const end = this.toldRows.findIndex(({ at }) => at > until);
      const told = this.toldRows.slice(0, Math.min(batch, end < 0 ? this.toldRows.length : end));
      try {
        await this.record.settle(told.map(({ row }) => row));
        this.isFailing = false;
      } catch (error) {
        return this.failed(error);
      }
      this.toldRows.splice(0, told.length);
    }
  }

  /** That PostgreSQL is away its own health says; anything else is said once, until it goes again. */
  private failed(error: unknown): void {
    if (!this.isFailing && classifyDatabaseError(error) === undefined)
      this.logger.error(`What was told cannot be settled, and is tried again: ${saidBy(error)}`);
    this.isFailing = true;
  }
}
