import { patienceMs } from './patience';

/** Questions a statement. */
const batch = 100;
const mostStatements = 2;

/** What is asked, and what it means where nobody answers. */
export interface QuestionWays<Asked> {
  /** All of these at once; rejects where nobody answers, which is counted where it was read. */
  readonly ask: (asked: ReadonlyMap<string, Asked>) => Promise<void>;
  /** The same is asked once more while it waits. */
  readonly merge: (waiting: Asked, more: Asked) => void;
  /** Nobody answered: it is asked again later. */
  readonly unanswered?: (asked: Asked) => void;
  /** Whether it is still to be asked by then. */
  readonly isWanted: (key: string, asked: Asked) => boolean;
}

interface Waiting<Asked> {
  readonly asked: Asked;
  readonly failures: number;
}

/** Asks the record about many people at once, a hundred a statement, until it has answered. */
export class BulkQuestions<Asked> {
  private readonly queue = new Map<string, Waiting<Asked>>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private isPumping = false;
  private underway = 0;

  constructor(private readonly ways: QuestionWays<Asked>) {}

  /** Questions that are still to be asked. */
  get size(): number {
    return this.queue.size;
  }

  add(key: string, asked: Asked): void {
    this.enqueue(key, asked, 0);
  }

  /** What was not answered is not asked again. */
  stop(): void {
    for (const each of this.timers) clearTimeout(each);
  }

  private enqueue(key: string, asked: Asked, failures: number): void {
    const waiting = this.queue.get(key);
    if (waiting) this.ways.merge(waiting.asked, asked);
    else this.queue.set(key, { asked, failures });
    if (this.isPumping) return;
    this.isPumping = true;
    // Those who come in one turn are read together.
    setImmediate(() => this.pump());
  }

  private pump(): void {
    this.isPumping = false;
    while (this.queue.size > 0 && this.underway < mostStatements) {
      const those = new Map([...this.queue].slice(0, batch));
      for (const each of those.keys()) this.queue.delete(each);
      this.underway += 1;
      void this.ask(those).finally(() => {
        this.underway -= 1;
        this.pump();
      });
    }
  }

  private async ask(those: ReadonlyMap<string, Waiting<Asked>>): Promise<void> {
    try {
      await this.ways.ask(new Map([...those].map(([key, { asked }]) => [key, asked])));
    } catch {
      this.later(those); // Counted where it was read.
    }
  }

  private later(those: ReadonlyMap<string, Waiting<Asked>>): void {
    const failures = Math.max(...[...those.values()].map((each) => each.failures)) + 1;
    for (const { asked } of those.values()) this.ways.unanswered?.(asked);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      for (const [key, { asked }] of those)
        if (this.ways.isWanted(key, asked)) this.enqueue(key, asked, failures);
    }, patienceMs(failures)).unref();
    this.timers.add(timer);
  }
}
