/** Nobody waits longer than this for the others to make room. */
const patienceMs = 40;
/** So long is waited for who does not answer: it may be gone. */
const settlingMs = 1_000;
/** How often this is to be told that time passes. */
export const beatMs = 250;

/** What a parting needs to know of the rest. */
export interface PartingSurroundings {
  readonly now: () => number;
  /** How many other instances there are. */
  readonly others: () => number;
  /** Says to all that this one is apart, or is back. */
  readonly tell: () => void;
}

/**
 * Whether this instance counts apart from Redis, and whether its part of the limits is its own by now: only once all
 * others know of it, for until then they give out the whole.
 */
export class Parting {
  isApart = false;
  isSettled = true;
  /** Grows with every change. */
  turn = 0;
  /** When it parted, by the limiter's clock. */
  since: number;
  /** Something was decided apart since this was last looked at. */
  isUsed = false;
  private readonly heardBy = new Set<string>();
  private beats = 0;
  /** Ends once its part is its own. */
  settled: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  private patience: NodeJS.Timeout | undefined;
  private onSettled: () => void = () => undefined;
  private stopWaiting: () => void = () => undefined;

  constructor(private readonly around: PartingSurroundings) {
    this.since = around.now();
  }

  /** Something is to be decided without Redis. */
  leave(): void {
    this.isUsed = true;
    if (this.isApart) return this.look();
    this.isApart = true;
    this.turn += 1;
    this.since = this.around.now();
    this.heardBy.clear();
    this.beats = 0;
    this.isSettled = false;
    this.settled = new Promise((resolve) => (this.onSettled = resolve));
    this.waiting = new Promise((resolve) => (this.stopWaiting = resolve));
    this.patience = setTimeout(() => this.letGo(), patienceMs);
    this.around.tell();
    this.look();
  }

  back(): void {
    if (!this.isApart) return;
    this.isApart = false;
    this.turn += 1;
    this.settle();
    this.around.tell();
  }

  /** Somebody has made room. */
  heard(by: string, turn: number): void {
    if (turn !== this.turn || this.isSettled) return;
    this.heardBy.add(by);
    this.look();
  }

  /** Another beat has passed. */
  beat(): void {
    this.beats += 1;
    this.look();
  }

  /** Its part is its own. */
  settle(): void {
    this.isSettled = true;
    this.onSettled();
    this.letGo();
  }

  /** What is waited for, for a moment, before anything is decided apart; undefined: nothing. */
  get pause(): Promise<void> | undefined {
    return this.waiting;
  }

  /**
   * For so long at most others are waited for, in ms. By the clock and by beats: while this process itself stood still
   * nothing may have been told, and what was answered was not read.
   */
  get leftMs(): number {
    const byClock = this.since + settlingMs - this.around.now();
    return Math.max(byClock, settlingMs - this.beats * beatMs);
  }

  /** Whether all have answered, or enough was waited for who did not. */
  look(): void {
    if (this.isSettled) return;
    if (this.heardBy.size >= this.around.others() || this.leftMs <= 0) this.settle();
  }

  private letGo(): void {
    clearTimeout(this.patience);
    this.waiting = undefined;
    this.stopWaiting();
  }
}
