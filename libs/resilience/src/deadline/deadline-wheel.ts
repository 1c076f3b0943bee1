/** Something that must be settled by a moment; cancel it when it was. */
export interface Deadline {
  cancel(): void;
}

/** How many entries still count. */
interface Tally {
  live: number;
}

class Entry implements Deadline {
  constructor(
    private onDue: (() => void) | undefined,
    private readonly tally: Tally,
  ) {}

  /** The entry stays in its slot until that is due; letting go of the callback is all that counts. */
  cancel(): void {
    this.take();
  }

  /** Gives the callback once. */
  take(): (() => void) | undefined {
    const { onDue } = this;
    if (onDue !== undefined) this.tally.live -= 1;
    this.onDue = undefined;
    return onDue;
  }
}

/** How finely time is cut: a deadline is judged at most this much late. */
const defaultTickMs = 10;

/**
 * One timer for all deadlines. When it wakes late, because our own event loop was blocked, the answers that arrived
 * meanwhile are still unread: so every verdict waits until the loop has polled its sockets once more.
 */
export class DeadlineWheel {
  private readonly slots = new Map<number, Entry[]>();
  private readonly tally: Tally = { live: 0 };
  private timer: NodeJS.Timeout | undefined;
  private current = 0;
  private worst = 0;

  constructor(
    private readonly tickMs: number = defaultTickMs,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Entries not yet due, cancelled ones included. */
  get size(): number {
    let count = 0;
    for (const slot of this.slots.values()) count += slot.length;
    return count;
  }

  /** The longest our own event loop was seen blocked, in ms. */
  get worstLagMs(): number {
    return this.worst;
  }

  /** The time of the last turn, right to within a tick while anything is armed; our own stalls are not in it. */
  get lately(): number {
    return this.current * this.tickMs;
  }

  /** Calls back once if it was not cancelled within `ms`, counted from a moment the caller has just read, or now. */
  arm(ms: number, onDue: () => void, from = this.now()): Deadline {
    if (this.timer === undefined) this.start();
    const due = Math.ceil((from + ms) / this.tickMs);
    const entry = new Entry(onDue, this.tally);
    this.tally.live += 1;
    const slot = this.slots.get(due);
    if (slot === undefined) this.slots.set(due, [entry]);
    else slot.push(entry);
    return entry;
  }

  private start(): void {
    this.current = Math.floor(this.now() / this.tickMs);
    this.timer = setInterval(() => this.turn(), this.tickMs);
  }

  private turn(): void {
    const reached = Math.floor(this.now() / this.tickMs);
    this.worst = Math.max(this.worst, (reached - this.current - 1) * this.tickMs);
    const due: Entry[] = [];
    for (; this.current <= reached; this.current += 1) this.take(this.current, due);
    if (due.length > 0) setImmediate(judge, due);
    if (this.tally.live === 0) this.rest();
  }

  private take(tick: number, due: Entry[]): void {
    const slot = this.slots.get(tick);
    if (slot === undefined) return;
    this.slots.delete(tick);
    due.push(...slot);
  }

  /** Nothing left that counts: no timer, so that an idle process may end. */
  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.slots.clear();
  }
}

/** Two turns of the loop later: replies read in the first may need the second to be handed on. */
function judge(due: readonly Entry[]): void {
  setImmediate(() => {
    for (const entry of due) entry.take()?.();
  });
}
