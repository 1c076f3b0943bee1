/** So far apart, keys that are due are told together. */
const apartMs = 100;

/** Keys that are due again some time after they were added; one that is added again is due later. */
export class DueKeys {
  private readonly dueAt = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly delayMs: number,
    private readonly onDue: (keys: readonly string[]) => void,
  ) {}

  get size(): number {
    return this.dueAt.size;
  }

  add(keys: readonly string[]): void {
    const at = performance.now() + this.delayMs;
    for (const key of keys) {
      this.dueAt.delete(key);
      this.dueAt.set(key, at);
    }
    this.timer ??= setTimeout(() => this.fire(), this.delayMs + apartMs).unref();
  }

  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.dueAt.clear();
  }

  private fire(): void {
    const now = performance.now();
    const due: string[] = [];
    let next: number | undefined;
    for (const [key, at] of this.dueAt) {
      if (at > now) {
        next = at;
        break;
      }
      due.push(key);
      this.dueAt.delete(key);
    }
    this.timer = next === undefined ? undefined : setTimeout(() => this.fire(), next - now + apartMs).unref();
    if (due.length > 0) this.onDue(due);
  }
}
