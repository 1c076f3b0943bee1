/** A place in the order of a queue's jobs. */
export interface Place {
  readonly priority: number;
  readonly seq: number;
}

/** Before all jobs. */
export const head: Place = { priority: -32_768, seq: 0 };

/** A claim that takes longer steps over what has ended and cannot be cleared away yet. */
const slowMs = 20;
/** For so long nobody looks again for who came before: a retry, a better priority, a commit that was late. */
const keptMs = 1_000;

/**
 * Where claims begin to look. While a transaction somewhere stays open for long, PostgreSQL keeps the index entries of
 * all jobs that have ended since, at the very head of the queue, and each claim would step over them one by one.
 */
export class ClaimStarts {
  private readonly starts = new Map<string, Place & { readonly until: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  of(name: string): Place {
    const start = this.starts.get(name);
    return start && this.now() < start.until ? start : head;
  }

  /** What a claim that began to look there came to; `first` is the first it found. */
  learn(name: string, from: Place, tookMs: number, first: Place | undefined): void {
    const isFromHead = from === head;
    if (!first || (isFromHead && tookMs < slowMs)) this.starts.delete(name);
    else {
      const until = isFromHead ? this.now() + keptMs : (this.starts.get(name)?.until ?? 0);
      this.starts.set(name, { priority: first.priority, seq: first.seq, until });
    }
  }
}
