import { Link } from './link';
import { TimedCall } from './timed-call';

/** Something that must be settled by a moment; cancel it when it was. */
export interface Deadline {
  cancel(): void;
}

/** The deadline of somebody who brings a function. */
class CallbackDeadline extends TimedCall implements Deadline {
  constructor(private readonly onDue: () => void) {
    super();
  }

  missed(): void {
    this.onDue();
  }
}

/** How finely time is cut: a deadline is judged at most two of these late. */
const defaultTickMs = 10;

/**
 * One timer for all deadlines. When it wakes late, because our own event loop was blocked, the answers that arrived
 * meanwhile are still unread: so every verdict waits until the loop has polled its sockets once more.
 *
 * Arming looks at no clock: the time runs from the wheel's next turn, before which most calls have their answer. And
 * what is cancelled leaves its ring at once: a garbage collector pays for all that outlives its turn.
 */
export class DeadlineWheel {
  private readonly slots = new Map<number, Link>();
  private readonly fresh = new Link();
  private timer: NodeJS.Timeout | undefined;
  private current = 0;
  private worst = 0;
  private stalled = 0;
  private turnedAt = 0;

  constructor(
    private readonly tickMs: number = defaultTickMs,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Entries neither cancelled nor due. */
  get size(): number {
    let count = this.fresh.others;
    for (const slot of this.slots.values()) count += slot.others;
    return count;
  }

  /** The longest our own event loop was seen blocked, in ms. */
  get worstLagMs(): number {
    return this.worst;
  }

  /** All the time, in ms, that our own event loop was seen blocked while anything was armed. */
  get stalledMs(): number {
    return this.stalled;
  }

  /** All the time it stood still while anything was armed, the stall that lasts at `now` included. */
  stoodStillMs(now: number): number {
    return this.timer === undefined ? this.stalled : this.stalled + this.lagAt(now);
  }

  /** The time of the last turn, right to within a tick while anything is armed. */
  get lately(): number {
    return this.current * this.tickMs;
  }

  /** Calls back once if it was not cancelled within `ms`. */
  arm(ms: number, onDue: () => void): Deadline {
    const deadline = new CallbackDeadline(onDue);
    this.watch(deadline, ms);
    return deadline;
  }

  /** The same for a call that is its own deadline, which spares an entry and a function for each. */
  watch(call: TimedCall, ms: number): void {
    if (this.timer === undefined) this.start();
    call.ms = ms;
    call.join(this.fresh);
  }

  private start(): void {
    this.turnedAt = this.now();
    this.current = Math.floor(this.turnedAt / this.tickMs);
    this.timer = setInterval(() => this.turn(), this.tickMs);
  }

  private turn(): void {
    const now = this.now();
    const reached = Math.floor(now / this.tickMs);
    const lag = this.lagAt(now);
    this.turnedAt = now;
    this.worst = Math.max(this.worst, lag);
    this.stalled += lag;
    const due = new Link();
    for (; this.current <= reached; this.current += 1) this.take(this.current, due);
    this.place(now);
    if (!due.isAlone) setImmediate(judge, due);
    if (this.isIdle) this.rest();
  }

  private lagAt(now: number): number {
    return Math.max(0, now - this.turnedAt - this.tickMs);
  }

  private take(tick: number, due: Link): void {
    const slot = this.slots.get(tick);
    if (slot === undefined) return;
    this.slots.delete(tick);
    while (!slot.isAlone) slot.after.join(due);
  }

  /** Gives those armed since the last turn their slots. */
  private place(now: number): void {
    while (!this.fresh.isAlone) {
      const call = this.fresh.after as TimedCall;
      const tick = Math.max(this.current, Math.ceil((now + call.ms) / this.tickMs));
      call.join(this.slotOf(tick));
    }
  }

  private slotOf(tick: number): Link {
    const slot = this.slots.get(tick) ?? new Link();
    this.slots.set(tick, slot);
    return slot;
  }

  private get isIdle(): boolean {
    for (const slot of this.slots.values()) if (!slot.isAlone) return false;
    return true;
  }

  /** Nothing left to wait for: no timer, so that an idle process may end. */
  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.slots.clear();
  }
}

/** Two turns of the loop later: replies read in the first may need the second to be handed on. */
function judge(due: Link): void {
  setImmediate(() => {
    while (!due.isAlone) {
      const call = due.after as TimedCall;
      call.leave();
      call.missed();
    }
  });
}
