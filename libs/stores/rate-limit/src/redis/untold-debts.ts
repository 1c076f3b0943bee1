import { AsyncResource } from 'node:async_hooks';
import { type SubjectDebt } from '../memory/debt-table';
import { type MemoryLimiter } from '../memory/memory-limiter';

/** What was admitted ahead reaches Redis within this time, and what others did is known here. */
const paceMs = 10;

/** What one subject was admitted ahead of Redis, and what it owed besides, in ms. */
export interface TakenAhead extends SubjectDebt {
  readonly owed: number;
  readonly taken: number;
}

/** Tells Redis, at a steady pace, what memory has admitted ahead of it. */
export class UntoldDebts {
  private timer: NodeJS.Timeout | undefined;
  private readonly end: () => void;

  constructor(
    private readonly limiter: MemoryLimiter,
    private readonly send: (taken: readonly TakenAhead[]) => Promise<void>,
  ) {
    // What is told belongs to many requests, and runs in the context of none.
    this.end = AsyncResource.bind(() => void this.tell());
  }

  /** Something was admitted ahead. */
  begin(): void {
    this.timer ??= setTimeout(this.end, paceMs);
  }

  /** Tells what is untold, now. */
  async tell(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const taken = this.take();
    if (taken.length > 0) await this.send(taken);
  }

  private take(): TakenAhead[] {
    const now = this.limiter.now();
    const all: TakenAhead[] = [];
    for (const counted of this.limiter.book.all) {
      for (const [subject, taken] of counted.untold) {
        const owed = Math.max(0, this.limiter.debtOf(counted, subject, now) - taken);
        all.push({ counted, subject, owed, taken });
      }
      counted.untold.clear();
    }
    return all;
  }
}
