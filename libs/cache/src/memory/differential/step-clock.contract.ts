import { type CacheClock } from '../keyspace/cache-clock.port';

/** Stands still, and jumps when told. */
export class StepClock implements CacheClock {
  private readonly timers = new Map<object, { run: () => void; due: number }>();

  constructor(private moment: number) {}

  now(): number {
    return this.moment;
  }

  setTimeout(run: () => void, ms: number): { unref(): void } {
    const timer = { unref: () => undefined };
    this.timers.set(timer, { run, due: this.moment + ms });
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.timers.delete(timer as object);
  }

  /** How many wait. */
  get pending(): number {
    return this.timers.size;
  }

  jump(ms: number): void {
    this.moment += ms;
  }

  /** Runs what has come due, as the event loop does some time after a jump. */
  runDue(): void {
    for (const [timer, { run, due }] of [...this.timers]) {
      if (due > this.moment) continue;
      this.timers.delete(timer);
      run();
    }
  }
}
