/** How far a worker's counter has come. */
export interface Beat {
  readonly id: string;
  readonly beat: number;
}

interface Seen {
  readonly beat: number;
  readonly since: number;
}

/**
 * Sees which workers have stopped beating, by counters and this process's own monotonic clock: no clocks of two
 * machines are compared. A gap between two looks (an outage of PostgreSQL, a stall of this process) says nothing about
 * others, so whoever looks begins anew after one.
 */
export class Lookout {
  private seen = new Map<string, Seen>();
  private lookedAt = -Infinity;

  constructor(
    private readonly leaseMs: number,
    /** Looks further apart than this leave a gap. */
    private readonly gapMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Those that have not moved for the lease. */
  look(beats: readonly Beat[]): Beat[] {
    const now = this.now();
    const isGap = now - this.lookedAt > this.gapMs;
    this.lookedAt = now;
    const before = isGap ? new Map<string, Seen>() : this.seen;
    this.seen = new Map(beats.map(({ id, beat }) => [id, sightingOf(before.get(id), beat, now)]));
    return beats.filter(({ id }) => now - (this.seen.get(id)?.since ?? now) >= this.leaseMs);
  }

  /** A look failed: what comes after it begins anew. */
  miss(): void {
    this.lookedAt = -Infinity;
  }
}

const sightingOf = (before: Seen | undefined, beat: number, now: number): Seen =>
  before?.beat === beat ? before : { beat, since: now };
