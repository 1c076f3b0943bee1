/** A pending timer of a clock; keeping the process alive or not is all it can be told. */
export interface ClockTimer {
  unref(): unknown;
}

/** Time as production code should take it: Node's own functions satisfy this, and so does ManualClock. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, ms: number): ClockTimer;
  setInterval(run: () => void, ms: number): ClockTimer;
  clearTimeout(timer: unknown): void;
  clearInterval(timer: unknown): void;
}

class ManualTimer implements ClockTimer {
  constructor(
    readonly run: () => void,
    public due: number,
    readonly every: number | undefined,
  ) {}

  unref(): this {
    return this;
  }
}

/** A clock that stands still until it is advanced. */
export class ManualClock implements Clock {
  private readonly timers = new Set<ManualTimer>();

  constructor(private time = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.time;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.timers.size;
  }

  setTimeout(run: () => void, ms: number): ClockTimer {
    return this.add(run, ms, undefined);
  }

  setInterval(run: () => void, ms: number): ClockTimer {
    return this.add(run, ms, Math.max(1, ms));
  }

  clearTimeout(timer: unknown): void {
    this.timers.delete(timer as ManualTimer);
  }

  clearInterval(timer: unknown): void {
    this.clearTimeout(timer);
  }

  /** Resolves when the clock has gone on by `ms`. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(resolve, ms));
  }

  /**
   * Goes on by `ms`, running each timer at its own time and in order, those set meanwhile too. After each one,
   * promises that it settled have been followed up.
   */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (let next = this.nextUntil(end); next; next = this.nextUntil(end)) {
      this.time = Math.max(this.time, next.due);
      if (next.every === undefined) this.timers.delete(next);
      else next.due += next.every;
      next.run();
      await settle();
    }
    this.time = end;
  }

  private add(run: () => void, ms: number, every: number | undefined): ManualTimer {
    const timer = new ManualTimer(run, this.time + Math.max(1, ms), every);
    this.timers.add(timer);
    return timer;
  }

  private nextUntil(end: number): ManualTimer | undefined {
    let first: ManualTimer | undefined;
    for (const timer of this.timers) {
      if (timer.due <= end && (!first || timer.due < first.due)) first = timer;
    }
    return first;
  }
}

// An immediate of the real loop comes after all promise callbacks that are ready.
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
