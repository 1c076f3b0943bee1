import { type MadeFault, type StormHistory } from '../history/storm-history';

/** When which part of the system was struck, by the faults that were made. */
export class Weather {
  private readonly faults: readonly MadeFault[];

  constructor({ faults }: StormHistory) {
    this.faults = faults;
  }

  /** Whether any fault lasted, or had ended not longer than `afterMs` before, at any moment between. */
  isStruck(from: number, to: number, afterMs: number): boolean {
    return this.faults.some((fault) => fault.from <= to && fault.to + afterMs >= from);
  }

  /** The same of faults that strike something with this in its name. */
  isStruckAt(name: string, from: number, to: number, afterMs: number): boolean {
    return this.faults.some(
      (fault) => fault.struck.includes(name) && fault.from <= to && fault.to + afterMs >= from,
    );
  }
}
