/** Which way bytes go: the client's requests to the server, or its replies. */
export type Direction = 'requests' | 'replies';

const directions = ['requests', 'replies'] as const;
const both = <T>(value: T): Record<Direction, T> => ({ requests: value, replies: value });

/** Sets a value for one direction, or for both when none is named. */
export function assign<T>(rule: Record<Direction, T>, value: T, direction?: Direction): void {
  for (const each of direction ? [direction] : directions) rule[each] = value;
}

/** What a proxy does to the bytes that pass now. */
export class ProxyRules {
  readonly delay = both(0);
  readonly bytesPerSecond = both(Infinity);
  readonly drop = both(false);
  resetWhenTorn = false;
  private readonly held = both(false);
  private readonly released = new Set<() => void>();

  /** Holds back what goes that way until release. */
  hold(direction?: Direction): void {
    assign(this.held, true, direction);
  }

  /** Resolves when bytes may go that way. */
  async passes(direction: Direction): Promise<void> {
    while (this.held[direction]) await new Promise<void>((resolve) => this.released.add(resolve));
  }

  /** Resolves after `ms`, or when the rules are cleared. */
  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let release: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      release = resolve;
      this.released.add(resolve);
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    if (release) this.released.delete(release);
  }

  /** Back to passing everything on at once; what was held goes on its way. */
  clear(): void {
    assign(this.delay, 0);
    assign(this.bytesPerSecond, Infinity);
    assign(this.drop, false);
    assign(this.held, false);
    this.resetWhenTorn = false;
    this.released.forEach((resolve) => resolve());
    this.released.clear();
  }
}
