import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ChangePublisher } from '../delivery/change-publisher';
import { ChangeReader } from '../sync/change-reader';
import { OutboxRecord, type OutboxRow, type OutboxSizes } from './outbox-record.adapter';

const everyMs = 1_000;
/** Longer than whoever committed them needs to tell them and to remove them. */
const leftForMs = 2_000;
const batch = 200;

/** Tells what was committed by an instance that did not live to tell it. */
@Injectable()
export class OutboxSweeper implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Outbox');
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;
  /** Changes told for others. */
  swept = 0;
  /** What lay there at the last look; undefined: the record did not answer. */
  sizes: OutboxSizes | undefined;
  /** Why the last sweep failed. */
  failing: { readonly since: Date; readonly error: string } | undefined;

  constructor(
    private readonly record: OutboxRecord,
    private readonly changes: ChangeReader,
    private readonly publisher: ChangePublisher,
  ) {}

  onModuleInit(): void {
    this.arm();
  }

  onModuleDestroy(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  /** Takes what was left, and tells it; gives how many rows it took. */
  async sweep(): Promise<number> {
    const rows = await this.record.take(leftForMs, batch);
    for (const [conversationId, versions] of byConversation(rows)) await this.tell(conversationId, versions);
    this.swept += rows.length;
    return rows.length;
  }

  private arm(): void {
    // Instances do not march in step.
    const ms = everyMs * (0.75 + Math.random() / 2);
    if (!this.isOver) this.timer = setTimeout(() => void this.run().then(() => this.arm()), ms).unref();
  }

  private async run(): Promise<void> {
    try {
      let taken = 0;
      do taken = await this.sweep();
      while (taken === batch && !this.isOver);
      this.sizes = await this.record.sizes();
      this.failing = undefined;
    } catch (error) {
      this.sizes = undefined;
      const said = error instanceof Error ? error.message : String(error);
      if (!this.failing) this.logger.warn(`What others left cannot be told: ${said}`);
      this.failing = { since: this.failing?.since ?? new Date(), error: said };
    }
  }

  /** From the first that was left on; what was told before is told again, and dropped where it was heard. */
  private async tell(conversationId: string, versions: readonly number[]): Promise<void> {
    const [first, last] = [Math.min(...versions), Math.max(...versions)];
    for (let told = first - 1; told < last;) {
      const found = await this.changes.after(conversationId, told, batch);
      for (const change of found) if (change.version <= last) this.publisher.publish(change);
      told = found.at(-1)?.version ?? last;
    }
  }
}

function byConversation(rows: readonly OutboxRow[]): Map<string, number[]> {
  const grouped = new Map<string, number[]>();
  for (const { conversation_id, version } of rows)
    grouped.set(conversation_id, [...(grouped.get(conversation_id) ?? []), version]);
  return grouped;
}
