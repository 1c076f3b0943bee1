/** A queue in which everybody who waits has her turn, however many others have put in. */
export class FairQueue<T> {
  /** In the order of turns. */
  private readonly lines = new Map<string, T[]>();
  private held = 0;

  get length(): number {
    return this.held;
  }

  put(whose: string, one: T): void {
    const line = this.lines.get(whose);
    if (line) line.push(one);
    else this.lines.set(whose, [one]);
    this.held += 1;
  }

  /** The first of whoever has waited longest for her turn; she has the last turn then. */
  take(): T | undefined {
    const [turn] = this.lines;
    if (!turn) return undefined;
    const [whose, line] = turn;
    const one = line.shift();
    this.lines.delete(whose);
    if (line.length > 0) this.lines.set(whose, line);
    this.held -= 1;
    return one;
  }

  /** Makes room for one of somebody who has less than another: gives the last of whoever has most; undefined where she has as much herself. */
  displace(whose: string): T | undefined {
    const [most] = [...this.lines].sort(([, one], [, other]) => other.length - one.length);
    if (!most || most[1].length <= (this.lines.get(whose)?.length ?? 0) + 1) return undefined;
    this.held -= 1;
    return most[1].pop();
  }

  /** All that wait, in no order. */
  clear(): T[] {
    const all = [...this.lines.values()].flat();
    this.lines.clear();
    this.held = 0;
    return all;
  }
}
