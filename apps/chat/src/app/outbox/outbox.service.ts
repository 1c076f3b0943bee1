import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { OutboxRecord, type OutboxRow } from './outbox-record.adapter';

interface Told extends OutboxRow {
  readonly at: number;
}

const everyMs = 200;
const batch = 500;
/** By then whoever hears this instance knows how much it has said: if it dies, what was lost is noticed without the row. */
const keptMs = 600;
/** What does not fit is found by whoever looks for rows that were left. */
const mostTold = 50_000;

/** Removes from the outbox what this instance has told, many rows a statement. */
@Injectable()
export class Outbox implements OnModuleInit, BeforeApplicationShutdown {
  private readonly toldRows: Told[] = [];
  private timer: NodeJS.Timeout | undefined;
  private removing: Promise<void> | undefined;

  constructor(private readonly record: OutboxRecord) {}

  /** Told, and still in the outbox. */
  get size(): number {
    return this.toldRows.length;
  }

  /** It was told; its row is not needed any longer. */
  told({ conversation_id, version }: OutboxRow): void {
    if (this.toldRows.length < mostTold)
      this.toldRows.push({ conversation_id, version, at: performance.now() });
  }

  onModuleInit(): void {
    this.timer = setInterval(() => this.tick(), everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.removing;
    await this.remove(0);
  }

  private tick(): void {
    this.removing ??= this.remove(keptMs).finally(() => (this.removing = undefined));
  }

  /** What cannot be removed now is tried again; if this instance is gone by then, others tell it once more. */
  private async remove(olderThanMs: number): Promise<void> {
    const until = performance.now() - olderThanMs;
    for (let first = this.toldRows[0]; first && first.at <= until; first = this.toldRows[0]) {
      const end = this.toldRows.findIndex(({ at }) => at > until);
      const rows = this.toldRows.slice(0, Math.min(batch, end < 0 ? this.toldRows.length : end));
      try {
        await this.record.remove(rows);
      } catch {
        return; // PostgreSQL is away, as its own health says.
      }
      this.toldRows.splice(0, rows.length);
    }
  }
}
