import { Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { type SessionDetails } from '../session.store';
import { type SessionRecord, type Use } from './session-record.adapter';

/** A use that also tells from where, where that has changed. */
export interface NotedUse extends Use {
  readonly details?: Partial<SessionDetails> | undefined;
}

/** So many sessions wait to be noted at most; Redis has the uses of the others. */
const most = 20_000;
const batch = 500;
/** How often it is looked whether PostgreSQL is to be told. */
export const looksPerTouch = 12;

/** Uses of sessions on their way to PostgreSQL: one write for all uses of a session in a while. */
export class UseLog {
  private readonly logger = new Logger('Sessions');
  private waiting = new Map<string, NotedUse>();
  private flushing: Promise<void> | undefined;

  constructor(
    private readonly record: SessionRecord,
    private readonly onEnded: (id: string) => Promise<void>,
  ) {}

  get size(): number {
    return this.waiting.size;
  }

  note(use: NotedUse): void {
    const known = this.waiting.get(use.id);
    if (!known && this.waiting.size >= most) this.waiting.delete(this.waiting.keys().next().value as string);
    this.waiting.set(use.id, known ? later(known, use) : use);
  }

  /** Tells PostgreSQL of all that wait; what it does not take waits on. */
  flush(): Promise<void> {
    this.flushing ??= this.flushAll().finally(() => (this.flushing = undefined));
    return this.flushing;
  }

  private async flushAll(): Promise<void> {
    const uses = [...this.waiting.values()];
    this.waiting = new Map();
    for (let at = 0; at < uses.length; at += batch) {
      try {
        await this.write(uses.slice(at, at + batch));
      } catch (error) {
        for (const use of uses.slice(at)) this.takeBack(use);
        // That PostgreSQL is away is told by those who watch it.
        if (!classifyDatabaseError(error))
          this.logger.warn(`Uses were not noted: ${(error as Error).message}`);
        return;
      }
    }
  }

  private async write(uses: readonly NotedUse[]): Promise<void> {
    const ended = await this.record.noteUse(uses);
    for (const { id, details } of uses) if (details) await this.record.noteDetails(id, details);
    for (const id of ended) await this.onEnded(id);
  }

  private takeBack(use: NotedUse): void {
    const newer = this.waiting.get(use.id);
    if (newer || this.waiting.size < most) this.waiting.set(use.id, newer ? later(use, newer) : use);
  }
}

const later = (one: NotedUse, other: NotedUse): NotedUse => ({
  id: one.id,
  seenAt: Math.max(one.seenAt, other.seenAt),
  activeUntil: Math.max(one.activeUntil, other.activeUntil),
  details: one.details || other.details ? { ...one.details, ...other.details } : undefined,
});
